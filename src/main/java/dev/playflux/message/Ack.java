package dev.playflux.message;

/**
 * What a peer acknowledges in an {@code $ack}.
 *
 * @param tick the last state applied, 0 for none
 * @param seq the last reliable message accepted, 0 for none
 */
public record Ack(long tick, long seq) {

    /**
     * The acknowledgement in an {@code $ack}.
     *
     * @throws BadData if it does not fit
     */
    public static Ack of(Message message) {
        Ack ack = message.as(Ack.class);
        if (ack == null) {
            throw new BadData("expected an object");
        }
        return ack;
    }
}
