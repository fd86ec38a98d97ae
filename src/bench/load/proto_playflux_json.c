/* Playflux, sub-protocol playflux.v1.json (docs/PROTOCOL.md): takes the place of the load generator's cbor client.
   Frames are not parsed, only searched; states are counted and the newest input is read from their header. */
#define _GNU_SOURCE
#include "load.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STATE "{\"action\":\"$state\",\"data\":{\"tick\":"
#define HEADER 160 /* the header of a state is shorter, and its views come after it */

static int scenario(const char *s) { return !strcmp(g_scenario, s); }

static const uint8_t *after(const uint8_t *p, size_t n, const char *what) {
  const uint8_t *found = memmem(p, n, what, strlen(what));
  return found ? found + strlen(what) : 0;
}

static void on_open(conn *c) {
  char o[96];
  const char *game = scenario("s1") ? "arena" : scenario("s2") ? "blobs" : scenario("s3") ? "relay" : "quiet";
  int n = snprintf(o, sizeof o, "{\"action\":\"$hello\",\"data\":{\"game\":\"%s\"%s}}", game, scenario("s1") ? ",\"acks\":true" : "");
  ws_send(c, 1, (uint8_t *)o, n);
}

/* The first eight bytes of a Base64 string: a time, little-endian. */
static uint64_t stamp(const uint8_t *s) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  static uint8_t value[256];
  if (!value['/']) for (int i = 0; i < 64; i++) value[(uint8_t)digits[i]] = i;
  uint8_t b[9]; uint64_t ts;
  for (int i = 0; i < 3; i++, s += 4) {
    uint32_t v = value[s[0]] << 18 | value[s[1]] << 12 | value[s[2]] << 6 | value[s[3]];
    b[3 * i] = v >> 16; b[3 * i + 1] = v >> 8; b[3 * i + 2] = v;
  }
  memcpy(&ts, b, 8);
  return ts;
}

/* A message, or an array of them: every stamp in it. */
static void stamped(conn *c, const uint8_t *p, size_t len, const char *what, void (*seen)(conn *, uint64_t, uint64_t), uint64_t now) {
  const uint8_t *e = p + len;
  while ((p = after(p, e - p, what)) && p + 12 < e) seen(c, stamp(p), now);
}

/* Acknowledged with the next input, and at once as long as the others join and no inputs are sent. */
static void acknowledge(conn *c, uint64_t tick) {
  c->user = (void *)(uintptr_t)tick;
  if (c->seq) return;
  char o[80];
  int n = snprintf(o, sizeof o, "{\"action\":\"$ack\",\"data\":{\"tick\":%llu}}", (unsigned long long)tick);
  ws_send(c, 1, (uint8_t *)o, n);
}

static void state(conn *c, const uint8_t *p, const uint8_t *e, uint64_t now) {
  acknowledge(c, strtoull((const char *)p, 0, 10));
  c_update(c, now);
  if (!c->sampled) return;
  const uint8_t *in = after(p, e - p > HEADER ? HEADER : e - p, "\"input\":");
  if (in) c_ack(c, (uint32_t)strtoul((const char *)in, 0, 10), now);
}

static void frame(conn *c, int op, uint8_t *p, size_t len, uint64_t now) {
  if (c->state != ST_JOINED && after(p, len, "\"$welcome\"")) c_joined(c);
  const uint8_t *at = after(p, len < 300 ? len : 300, "\"$error\"");
  if (at) { static int told; if (told++ < 3) fprintf(stderr, "playflux: %.*s\n", (int)(len > 160 ? 160 : len), (char *)p); }
  if (scenario("s2")) stamped(c, p, len, "\"action\":\"blob\",\"data\":\"", c_bcast, now);
  else if (scenario("s3")) stamped(c, p, len, "\"action\":\"relay\",\"data\":\"", c_relay, now);
  else if (scenario("s1") && (at = after(p, len, STATE))) state(c, at, p + len, now); /* one state in a frame, as the last envelope */
}

static int input(conn *c, uint8_t *o, uint32_t s, int dx, int dy, int *op) {
  int n = snprintf((char *)o, 300, "[{\"action\":\"steer\",\"data\":{\"dx\":%d,\"dy\":%d},\"input\":%u}", dx, dy, s);
  if (c->user) n += snprintf((char *)o + n, 100, ",{\"action\":\"$ack\",\"data\":{\"tick\":%llu}}", (unsigned long long)(uintptr_t)c->user);
  o[n++] = ']';
  *op = 1;
  return n;
}

/* 50 bytes in Base64: the time, and then nothing but x. */
static int relay(conn *c, uint8_t *o, uint64_t ts, int *op) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  uint8_t b[51]; memset(b, 'x', sizeof b); memcpy(b, &ts, 8);
  int n = sprintf((char *)o, "{\"action\":\"relay\",\"data\":\"");
  for (int i = 0; i < 51; i += 3) {
    uint32_t v = b[i] << 16 | b[i + 1] << 8 | b[i + 2];
    for (int k = 18; k >= 0; k -= 6) o[n++] = digits[v >> k & 63];
  }
  o[n - 1] = '='; o[n++] = '"'; o[n++] = '}';
  *op = 1;
  return n;
}

const proto proto_playflux = {"playflux", "/play", 0, 0, on_open, frame, input, relay, "playflux.v1.json"};
