package dev.playflux.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.netty.resources.LoopResources;

class SocketOptionsIT {

    @Test
    void aNativeSocketHasABoundOfUnsentBytes() {
        assumeTrue(LoopResources.hasNativeSupport(), "no native transport on this machine");
        LoopResources resources = LoopResources.create("options", 1, true);
        try {
            EventLoopGroup group = resources.onServer(true);
            Channel channel = resources.onChannel(SocketChannel.class, group);
            SocketOptions.bound(channel);
            assertThat(channel.config().getOption(SocketOptions.UNSENT)).isEqualTo(SocketOptions.UNSENT_BYTES);
            channel.unsafe().closeForcibly();
        } finally {
            resources.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block(Duration.ofSeconds(5));
        }
    }

    @Test
    void anotherSocketHasASmallBuffer() {
        Channel channel = new NioSocketChannel();
        int before = channel.config().getOption(ChannelOption.SO_SNDBUF);
        SocketOptions.bound(channel);
        assertThat(channel.config().getOption(ChannelOption.SO_SNDBUF))
                .isNotEqualTo(before)
                .isBetween(SocketOptions.SEND_BUFFER_BYTES, 2 * SocketOptions.SEND_BUFFER_BYTES);
        channel.unsafe().closeForcibly();
    }
}
