package host;

import static org.awaitility.Awaitility.await;

import dev.playflux.browser.Display;
import java.awt.AWTError;
import java.awt.AWTException;
import java.awt.Frame;
import java.awt.GraphicsEnvironment;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.event.KeyEvent;
import java.awt.event.WindowEvent;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import javax.imageio.ImageIO;

/** A process with a host's window. A program joins, a robot presses keys and keeps pictures, and closes the window. */
final class HostScript {
    /** Each waits long, which a shared pool of two cores cannot have twice. */
    static final Executor APART = task -> {
        Thread thread = new Thread(task, "apart");
        thread.setDaemon(true);
        thread.start();
    };

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Party host;
    private final Robot robot;
    private final File folder;

    private HostScript(Party host, Robot robot, File folder) {
        this.host = host;
        this.robot = robot;
        this.folder = folder;
    }

    public static void main(String[] arguments) {
        int exit = 0;
        try {
            if (GraphicsEnvironment.isHeadless()) {
                throw new AWTError("this Java has none");
            }
            Robot robot = new Robot();
            Party host = Display.patiently(() -> Party.host("Hugo", 0, 3));
            new HostScript(host, robot, new File(arguments[0])).run();
        } catch (AWTException | AWTError | UnsatisfiedLinkError | NoClassDefFoundError missing) {
            System.out.println(Display.NO_WINDOW + missing.getMessage());
        } catch (Exception | Error failed) {
            failed.printStackTrace();
            exit = 1;
        }
        System.exit(exit); // Swing's thread would stay
    }

    private void run() throws IOException {
        CompletableFuture<Void> closed = CompletableFuture.runAsync(new IceWindow(host)::untilClosed, APART);
        awaitIce("the host is there", ice -> ice.penguins().size() == 1);
        await("the window has the keyboard")
                .atMost(PATIENCE)
                .until(() -> Frame.getFrames().length > 0 && Frame.getFrames()[0].isFocused());
        keep("host-invitation");

        Party guest = Display.patiently(() -> Party.join(host.invitations().get(0), "Gina"));
        CompletableFuture<String> result =
                CompletableFuture.supplyAsync(() -> new Console(guest, System.out).run(), APART);
        awaitIce("the guest is there", ice -> ice.penguins().size() == 2);
        double before = mine().x();
        robot.keyPress(KeyEvent.VK_D);
        awaitIce("the key is heard", ice -> mine().x() > before + 60);
        robot.keyRelease(KeyEvent.VK_D);
        keep("host-playing");
        awaitIce("somebody has won", ice -> ice.winner() != null);
        keep("host-won");

        Frame frame = Frame.getFrames()[0];
        frame.dispatchEvent(new WindowEvent(frame, WindowEvent.WINDOW_CLOSING));
        closed.join();
        host.close();
        System.out.println("the guest heard: " + result.join());
        guest.close();
    }

    private Penguin mine() {
        return host.loop().state(Ice.class).penguins().get(host.me());
    }

    private void awaitIce(String what, Predicate<Ice> condition) {
        await(what).atMost(PATIENCE).until(() -> {
            Ice ice = host.loop().state(Ice.class);
            return ice != null && condition.test(ice);
        });
    }

    private void keep(String name) throws IOException {
        robot.delay(300); // until what is known has been drawn, too
        Rectangle place = Frame.getFrames()[0].getBounds();
        folder.mkdirs();
        ImageIO.write(robot.createScreenCapture(place), "png", new File(folder, name + ".png"));
    }
}
