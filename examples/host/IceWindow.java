package host;

import dev.playflux.client.Disconnected;
import dev.playflux.client.GameLoop;
import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.Toolkit;
import java.awt.event.FocusAdapter;
import java.awt.event.FocusEvent;
import java.awt.event.KeyAdapter;
import java.awt.event.KeyEvent;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import javax.swing.JFrame;
import javax.swing.JPanel;
import javax.swing.SwingUtilities;
import javax.swing.Timer;
import org.jspecify.annotations.Nullable;

/** A Swing window. Its timer is the game loop: it pumps on Swing's thread, where the keys are heard and the ice is drawn. */
final class IceWindow extends JPanel {
    private static final long serialVersionUID = 1;
    private static final int FRAME_MS = 16;

    private final transient Party party;
    private final transient GameLoop loop;
    private final transient IcePainter painter;
    private final transient Wishes wishes;
    private final transient CountDownLatch closed = new CountDownLatch(1);
    private final transient Set<Integer> pressed = new HashSet<>();
    private transient @Nullable Disconnected gone;

    IceWindow(Party party) {
        this.party = party;
        loop = party.loop();
        painter = new IcePainter(party.invitations());
        wishes = new Wishes(loop);
        loop.onDisconnected(lost -> gone = lost).onConnected(() -> gone = null).onResumed(() -> gone = null);
        setPreferredSize(new Dimension(1000, 640));
        setFocusable(true);
        addKeyListener(new Keys());
        addFocusListener(new FocusAdapter() {
            @Override
            public void focusLost(FocusEvent elsewhere) {
                pressed.clear(); // or a key that is let go elsewhere stays pressed
            }
        });
        addMouseListener(new MouseAdapter() {
            @Override
            public void mousePressed(MouseEvent press) {
                painter.copyInvitation(press.getPoint());
            }
        });
    }

    /** Shows it, and returns when it has been closed. */
    void untilClosed() {
        SwingUtilities.invokeLater(this::open);
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void open() {
        JFrame frame = new JFrame(party.hosts() ? "Penguins on ice: your game" : "Penguins on ice");
        Timer frames = new Timer(FRAME_MS, tick -> frame());
        frame.addWindowListener(new WindowAdapter() {
            @Override
            public void windowClosing(WindowEvent closing) {
                frames.stop();
                frame.dispose();
                closed.countDown();
            }
        });
        frame.add(this);
        frame.pack();
        frame.setMinimumSize(new Dimension(480, 340));
        frame.setLocationRelativeTo(null);
        frame.setVisible(true);
        frames.start();
    }

    private void frame() {
        loop.pump();
        wishes.wish(wish());
        repaint();
        Toolkit.getDefaultToolkit().sync(); // or some systems show it later
    }

    private Steer wish() {
        double right = way(KeyEvent.VK_D, KeyEvent.VK_RIGHT) - way(KeyEvent.VK_A, KeyEvent.VK_LEFT);
        double down = way(KeyEvent.VK_S, KeyEvent.VK_DOWN) - way(KeyEvent.VK_W, KeyEvent.VK_UP);
        double length = Math.max(1, Math.hypot(right, down));
        return new Steer(right / length, down / length);
    }

    private int way(int letter, int arrow) {
        return pressed.contains(letter) || pressed.contains(arrow) ? 1 : 0;
    }

    @Override
    protected void paintComponent(Graphics graphics) {
        Ice ice = loop.state(Ice.class);
        if (ice != null) {
            painter.paint((Graphics2D) graphics, getWidth(), getHeight(), ice, party.me(), gone);
        }
    }

    private final class Keys extends KeyAdapter {
        @Override
        public void keyPressed(KeyEvent event) {
            pressed.add(event.getKeyCode());
        }

        @Override
        public void keyReleased(KeyEvent event) {
            pressed.remove(event.getKeyCode());
        }
    }
}
