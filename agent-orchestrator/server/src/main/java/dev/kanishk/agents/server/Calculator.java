package dev.kanishk.agents.server;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Values of expressions with {@code + - * /} and brackets, in 34 decimal digits. Errors name the
 * place, so that a model can correct itself.
 */
final class Calculator {
    private static final int MAX_LENGTH = 1_000;
    private static final int MAX_DEPTH = 100;

    private final String text;
    private int at;
    private int depth;

    private Calculator(String text) {
        this.text = text;
    }

    /**
     * {@return the value of an expression}
     *
     * @param expression up to 1,000 characters
     * @throws IllegalArgumentException if it is no expression, or has no value
     */
    static String evaluate(String expression) {
        if (expression.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "the expression has " + expression.length() + " characters: use up to 1000");
        }
        Calculator calculator = new Calculator(expression);
        BigDecimal value = calculator.sum();
        if (calculator.next() != 0) {
            throw calculator.unexpected();
        }
        return value.stripTrailingZeros().toPlainString();
    }

    private BigDecimal sum() {
        BigDecimal value = product();
        while (next() == '+' || next() == '-') {
            boolean plus = take() == '+';
            BigDecimal other = product();
            value = plus ? value.add(other, context()) : value.subtract(other, context());
        }
        return value;
    }

    private BigDecimal product() {
        BigDecimal value = factor();
        while (next() == '*' || next() == '/') {
            boolean times = take() == '*';
            BigDecimal other = factor();
            if (!times && other.signum() == 0) {
                throw new IllegalArgumentException("division by zero before character " + at);
            }
            value = times ? value.multiply(other, context()) : value.divide(other, context());
        }
        return value;
    }

    private BigDecimal factor() {
        if (++depth > MAX_DEPTH) {
            throw new IllegalArgumentException("brackets and signs are more than 100 deep");
        }
        try {
            if (next() == '-') {
                take();
                return factor().negate();
            }
            if (next() == '(') {
                take();
                BigDecimal value = sum();
                if (next() != ')') {
                    throw unexpected();
                }
                take();
                return value;
            }
            return number();
        } finally {
            depth--;
        }
    }

    private BigDecimal number() {
        char first = next();
        int start = at;
        while (at < text.length() && (isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
            at++;
        }
        try {
            return new BigDecimal(text.substring(start, at), context());
        } catch (NumberFormatException e) {
            at = start;
            throw first == 0 || !isDigit(first)
                    ? unexpected()
                    : new IllegalArgumentException(
                            "there is no number at character " + (start + 1), e);
        }
    }

    private static boolean isDigit(char letter) {
        return letter >= '0' && letter <= '9';
    }

    /** The next character that is no space, or 0 at the end. */
    private char next() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    private char take() {
        char taken = next();
        at++;
        return taken;
    }

    private IllegalArgumentException unexpected() {
        String what = at < text.length() ? "'" + text.charAt(at) + "'" : "the end";
        return new IllegalArgumentException(
                what + " is not expected at character " + (at + 1) + " of '" + text + "'");
    }

    private static MathContext context() {
        return MathContext.DECIMAL128;
    }
}
