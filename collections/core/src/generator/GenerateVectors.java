import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Writes the sources of all primitive kinds from one template each.
 *
 * <p>A template is Java in which names between dollar signs stand for what differs between kinds:
 * {@code $Kind$Vector} becomes {@code IntVector}. What only some kinds have stands between lines
 * {@code // #if float double}, {@code // #else} and {@code // #end}; these don't nest. A file whose
 * content is what it was is not touched, so that an incremental build has nothing to do.
 *
 * <p>Usage: {@code java GenerateVectors.java (<folder of templates> <folder to write to>)...}
 */
class GenerateVectors {
    record Kind(
            String type, String box, String wide, String sum, String bits, int shift, String a) {
        String name() {
            return capitalized(type);
        }

        /** The type of the Vector API's lanes that hold the bits. */
        String lane() {
            return bits.equals("char") ? "short" : bits;
        }

        Map<String, String> substitutions() {
            Map<String, String> names = new LinkedHashMap<>();
            names.put("$Kind$", name());
            names.put("$type$", type);
            names.put("$Box$", box);
            names.put("$Wide$", capitalized(wide));
            names.put("$wide$", wide);
            names.put("$sum$", sum);
            names.put("$bits$", bits);
            names.put("$Bits$", capitalized(bits));
            names.put("$BitsBox$", bits.equals("int") ? "Integer" : capitalized(bits));
            names.put("$lane$", lane());
            names.put("$Lane$", capitalized(lane()));
            names.put("$LaneBox$", lane().equals("int") ? "Integer" : capitalized(lane()));
            names.put("$LAYOUT$", layout(type));
            names.put("$BITS_LAYOUT$", layout(bits));
            names.put("$SHIFT$", Integer.toString(shift));
            names.put("$BYTES$", Integer.toString(1 << shift));
            names.put("$narrow$", type.equals(wide) ? "" : "(" + type + ") ");
            names.put("$fromInt$", type.equals("int") ? "" : "(" + type + ") ");
            names.put("$article$", a);
            return names;
        }
    }

    static final List<Kind> KINDS =
            List.of(
                    new Kind("byte", "Byte", "int", "long", "byte", 0, "a"),
                    new Kind("short", "Short", "int", "long", "short", 1, "a"),
                    new Kind("char", "Character", "int", "long", "char", 1, "a"),
                    new Kind("int", "Integer", "int", "long", "int", 2, "an"),
                    new Kind("long", "Long", "long", "long", "long", 3, "a"),
                    new Kind("float", "Float", "double", "double", "int", 2, "a"),
                    new Kind("double", "Double", "double", "double", "long", 3, "a"));

    public static void main(String... arguments) throws IOException {
        for (int pair = 0; pair < arguments.length; pair += 2) {
            generateAll(Path.of(arguments[pair]), Path.of(arguments[pair + 1]));
        }
    }

    static void generateAll(Path templates, Path target) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(templates)) {
            files = found.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
        if (files.isEmpty()) {
            throw new IllegalStateException("no templates in " + templates.toAbsolutePath());
        }
        for (Path file : files) {
            List<String> template = Files.readAllLines(file);
            for (Kind kind : KINDS) {
                String name = substitute(templates.relativize(file).toString(), kind);
                write(target.resolve(name), generate(file, template, kind));
            }
        }
    }

    static String generate(Path file, List<String> template, Kind kind) {
        List<String> lines = new ArrayList<>();
        Boolean chosen = null;
        for (String line : template) {
            String directive = line.strip();
            if (directive.startsWith("// #if ")) {
                require(chosen == null, file, line);
                chosen = List.of(directive.substring(7).split(" ")).contains(kind.type());
            } else if (directive.equals("// #else")) {
                require(chosen != null, file, line);
                chosen = !chosen;
            } else if (directive.equals("// #end")) {
                require(chosen != null, file, line);
                chosen = null;
            } else if (chosen == null || chosen) {
                lines.add(substitute(line, kind));
            }
        }
        require(chosen == null, file, "end of file");
        String text = String.join("\n", lines) + "\n";
        require(!text.contains("$"), file, "a name that nothing stands for");
        return text;
    }

    static String substitute(String text, Kind kind) {
        for (Map.Entry<String, String> name : kind.substitutions().entrySet()) {
            text = text.replace(name.getKey(), name.getValue());
        }
        return text;
    }

    static void write(Path file, String text) throws IOException {
        if (!Files.exists(file) || !Files.readString(file).equals(text)) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
    }

    static String layout(String type) {
        return type.equals("byte") ? "JAVA_BYTE" : "JAVA_" + type.toUpperCase() + "_UNALIGNED";
    }

    static String capitalized(String type) {
        return Character.toUpperCase(type.charAt(0)) + type.substring(1);
    }

    static void require(boolean fine, Path file, String line) {
        if (!fine) {
            throw new IllegalStateException(file + ": out of place: " + line);
        }
    }
}
