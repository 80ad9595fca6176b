package dev.kanishk.matching.event;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** Tells two listeners the same. */
final class Both {
    private Both() {}

    static BookListener of(BookListener first, BookListener second) {
        return (BookListener)
                Proxy.newProxyInstance(
                        BookListener.class.getClassLoader(),
                        new Class<?>[] {BookListener.class},
                        (proxy, method, arguments) -> {
                            try {
                                method.invoke(first, arguments);
                                return method.invoke(second, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }
}
