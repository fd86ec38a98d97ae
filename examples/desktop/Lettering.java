package desktop;

import com.badlogic.gdx.Gdx;
import com.badlogic.gdx.graphics.Color;
import com.badlogic.gdx.graphics.Pixmap;
import com.badlogic.gdx.graphics.Texture;
import com.badlogic.gdx.graphics.g2d.SpriteBatch;
import com.badlogic.gdx.math.Matrix4;
import com.badlogic.gdx.utils.Disposable;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes text in any script that the machine has letters for. Java paints each text once; pictures of those that were
 * used last are kept.
 */
final class Lettering implements Disposable {
    private static final int MOST = 128;
    private static final FontRenderContext SMOOTH = new FontRenderContext(null, true, true);

    record Style(int size, boolean bold) {}

    private record Text(String text, Style style, float density) {}

    private record Picture(Texture texture, float width, float height) {}

    private record Word(Picture picture, float x, float y, Color colour) {}

    private final SpriteBatch batch = new SpriteBatch();
    private final Map<Text, Picture> pictures = new LinkedHashMap<>(16, .75f, true);
    private final List<Word> words = new ArrayList<>();

    float width(String text, Style style) {
        return text.isEmpty() ? 0 : picture(text, style).width;
    }

    /** Remembers what to write: from x on, its middle at y. */
    void left(String text, Style style, float x, float y, Color colour) {
        if (!text.isEmpty()) {
            Picture picture = picture(text, style);
            float density = Gdx.graphics.getBackBufferScale();
            float top = y - picture.height / 2;
            words.add(
                    new Word(picture, Math.round(x * density) / density, Math.round(top * density) / density, colour));
        }
    }

    void middle(String text, Style style, float x, float y, Color colour) {
        left(text, style, x - width(text, style) / 2, y, colour);
    }

    void right(String text, Style style, float x, float y, Color colour) {
        left(text, style, x - width(text, style), y, colour);
    }

    /** Writes what is remembered, and forgets the pictures that nobody has asked for lately. */
    void write(Matrix4 camera) {
        batch.setProjectionMatrix(camera);
        batch.begin();
        for (Word word : words) {
            Texture texture = word.picture.texture;
            batch.setColor(word.colour);
            batch.draw(
                    texture,
                    word.x,
                    word.y,
                    word.picture.width,
                    word.picture.height,
                    0,
                    0,
                    texture.getWidth(),
                    texture.getHeight(),
                    false,
                    true);
        }
        batch.end();
        words.clear();
        Iterator<Picture> oldest = pictures.values().iterator();
        for (int extra = pictures.size() - MOST; extra > 0; extra--) {
            oldest.next().texture.dispose();
            oldest.remove();
        }
    }

    @Override
    public void dispose() {
        batch.dispose();
        pictures.values().forEach(picture -> picture.texture.dispose());
    }

    private Picture picture(String text, Style style) {
        return pictures.computeIfAbsent(new Text(text, style, Gdx.graphics.getBackBufferScale()), Lettering::paint);
    }

    /** In white: the batch gives it its colour. */
    private static Picture paint(Text text) {
        int weight = text.style.bold ? Font.BOLD : Font.PLAIN;
        Font font = new Font(Font.SANS_SERIF, weight, 1).deriveFont(text.style.size * text.density);
        TextLayout layout = new TextLayout(text.text, font, SMOOTH);
        int wide = (int) Math.ceil(layout.getAdvance()) + 2;
        int high = (int) Math.ceil(layout.getAscent() + layout.getDescent());
        BufferedImage image = new BufferedImage(wide, high, BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        layout.draw(graphics, 1, layout.getAscent());
        graphics.dispose();
        Pixmap pixmap = new Pixmap(wide, high, Pixmap.Format.RGBA8888);
        pixmap.setBlending(Pixmap.Blending.None);
        for (int y = 0; y < high; y++) {
            for (int x = 0; x < wide; x++) {
                pixmap.drawPixel(x, y, 0xffffff00 | image.getRGB(x, y) >>> 24);
            }
        }
        Texture texture = new Texture(pixmap);
        texture.setFilter(Texture.TextureFilter.Linear, Texture.TextureFilter.Linear);
        pixmap.dispose();
        return new Picture(texture, wide / text.density, high / text.density);
    }
}
