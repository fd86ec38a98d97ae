package dev.playflux.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.CloseReason;
import dev.playflux.message.PlayfluxException;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.netty.NettyPipeline;

/** What becomes of an answer, and of what the server sends right behind it. */
class HandshakeAnswerTest {
    private static final String SPOKEN = "playflux.v1.json";

    private final List<PlayfluxException> failures = new ArrayList<>();
    private final EmbeddedChannel channel = new EmbeddedChannel();

    HandshakeAnswerTest() {
        channel.pipeline().addLast(new HandshakeAnswer(URI.create("ws://localhost"), SPOKEN, failures::add));
        channel.pipeline().addLast(NettyPipeline.ReactiveBridge, new ChannelInboundHandlerAdapter());
    }

    private static FullHttpResponse agreed() {
        FullHttpResponse answer = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS, Unpooled.EMPTY_BUFFER);
        answer.headers().set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, SPOKEN);
        return answer;
    }

    @Test
    void aFrameThatNoLinkTakesIsReleased() {
        FullHttpResponse answer = agreed();
        PingWebSocketFrame ping = new PingWebSocketFrame(Unpooled.buffer(8).writeLong(1));
        channel.writeInbound(answer, ping);
        assertThat(channel.inboundMessages()).containsExactly(answer);
        assertThat(ping.refCnt()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"403, 1008", "404, 1008", "429, 1008", "500, 1006", "503, 1013", "200, 1006"})
    void aRefusalHasItsStatusAndTheCloseThatSaysTheSame(int status, int close) {
        channel.writeInbound(new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(status),
                Unpooled.copiedBuffer("not you", StandardCharsets.UTF_8)));
        HttpRefused refused = (HttpRefused) failures.get(0);
        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused).hasMessage("ws://localhost refused the connection with HTTP " + status + ": not you");
        assertThat(refused.reason()).isEqualTo(new CloseReason(close, refused.getMessage()));
    }

    @Test
    void anEndBehindAGoodAnswerIsNoRefusal() {
        channel.writeInbound(agreed());
        channel.close();
        assertThat(failures).isEmpty();
    }

    @Test
    void anEndInsteadOfAnAnswerIsToldOnce() {
        channel.pipeline().fireExceptionCaught(new IOException("reset"));
        channel.close();
        assertThat(failures).hasSize(1);
    }
}
