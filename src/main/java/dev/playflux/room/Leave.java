package dev.playflux.room;

/** Why a player's seat ended. */
public enum Leave {
    /** The player said goodbye. */
    BYE,
    /** The connection was lost and did not come back in time. */
    LOST,
    /** The game or the server put the player out. */
    KICKED,
    /** The room closed. */
    CLOSED
}
