package site;

/** Serves the examples. */
public final class ExampleServer {
    private ExampleServer() {}

    public static void main(String[] args) {
        System.out.println("The examples will be served from here.");
    }
}
