package dev.playflux.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes of a frame, by RFC 6455, 5.2: the shortest length that fits, and no mask. */
class ServerFrameTest {

    @ParameterizedTest
    @CsvSource({
        "0, 8200",
        "1, 8201",
        "125, 827d",
        "126, 827e007e",
        "65535, 827effff",
        "65536, 827f0000000000010000",
        "70000, 827f0000000000011170"
    })
    void theLengthStandsInFront(int length, String header) {
        byte[] content = new byte[length];
        Arrays.fill(content, (byte) 'x');
        byte[] frame = frame(List.of(content), false);
        int headerBytes = header.length() / 2;
        assertThat(ByteBufUtil.hexDump(frame, 0, headerBytes)).isEqualTo(header);
        assertThat(Arrays.copyOfRange(frame, headerBytes, frame.length)).isEqualTo(content);
    }

    @Test
    void partsAreJoinedAndTextSaysSo() {
        byte[] shared = {1, 2, 3};
        byte[] frame = frame(List.of(shared, new byte[0], new byte[] {4}, shared), true);
        assertThat(ByteBuffer.wrap(frame)).isEqualTo(ByteBuffer.wrap(new byte[] {(byte) 0x81, 7, 1, 2, 3, 4, 1, 2, 3}));
        assertThat(shared).containsExactly(1, 2, 3);
    }

    private static byte[] frame(List<byte[]> parts, boolean text) {
        ByteBuf frame = ServerFrame.of(parts, text, UnpooledByteBufAllocator.DEFAULT);
        byte[] bytes = ByteBufUtil.getBytes(frame);
        frame.release();
        return bytes;
    }
}
