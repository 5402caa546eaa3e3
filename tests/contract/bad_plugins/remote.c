/*
 * remote - a plugin that asks an upstream and keeps the contract, and with -DBAD_... one that breaks it in exactly one
 * way; for the checks that need an upstream. Settings {"url": "http://127.0.0.1:PORT"}, secret "key", operation
 * get_remote. Its HTTP is as small as the checks allow: a reply is complete when its Content-Length has arrived.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "autoheal/plugin_api.h"

/* clang-format off: one line for each way to be bad */
#define TEXT(literal) ((autoheal_text){literal, sizeof(literal) - 1})
#define MOST 65536

static const char kDescribe[] =
  "{\"describe_version\":1,\"id\":\"remote\",\"name\":\"Remote\",\"version\":\"1.0.0\",\"settings\":{\"type\":\"object\","
  "\"additionalProperties\":false,\"properties\":{\"url\":{\"type\":\"string\",\"title\":\"URL\",\"description\":\"Where to ask.\"},"
  "\"key\":{\"type\":\"string\",\"writeOnly\":true,\"title\":\"Key\",\"description\":\"Opens it.\"}}},"
  "\"operations\":[{\"name\":\"get_remote\",\"title\":\"Remote\",\"audience\":\"agent\",\"description\":\"What the upstream says now.\","
  "\"arguments\":{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{}},\"result\":{\"type\":\"object\"},"
  "\"annotations\":{\"read_only\":true},\"typical_ms\":5}]}";

/* The settings are set once and not while a query runs: the checks of C6 are not for this plugin. */
struct autoheal_instance { const autoheal_host* host; unsigned port; int configured; size_t key_size; char key[64]; };

static autoheal_status fail(const autoheal_call* call, autoheal_status status) {
  char text[160];
  const int size = snprintf(text, sizeof text, "{\"code\":\"remote\",\"message\":\"Refused.\"%s,\"problems\":[{\"pointer\":\"\",\"message\":\"wrong\"}]}",
#ifdef BAD_NO_RETRY_AFTER
      "");
#else
      status == AUTOHEAL_RATE_LIMITED ? ",\"retry_after_ms\":30000" : "");
#endif
  const autoheal_status written = call->write_error(call->ctx, text, (size_t)size);
  return written == AUTOHEAL_OK ? status : written;
}

static uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* Waits for `events`; OK, or why the call ends. */
static autoheal_status wait_for(const autoheal_call* call, int fd, short events) {
  for (;;) {
    const uint64_t now = now_ns();
    const uint64_t left_ms = call->deadline_ns > now ? (call->deadline_ns - now) / 1000000 : 0;
#ifndef BAD_IGNORES_DEADLINE
    if (left_ms == 0) return AUTOHEAL_DEADLINE_EXCEEDED;
#endif
#if !defined(BAD_IGNORES_CANCEL) && !defined(BAD_IGNORES_POLL) && !defined(BAD_IGNORES_DEADLINE)
    if (call->is_cancelled(call->ctx)) return AUTOHEAL_CANCELLED;
#endif
#ifdef BAD_IGNORES_CANCEL
    struct pollfd waiting[2] = {{fd, events, 0}, {-1, POLLIN, 0}};
    (void)waiting;
    const int longest = 2000;
#else
    struct pollfd waiting[2] = {{fd, events, 0}, {call->cancel_fd, POLLIN, 0}};
    const int longest = 100;
#endif
#ifdef BAD_IGNORES_DEADLINE
    static const int kPatience = 900;
    if (poll(waiting, 2, kPatience) == 0) return AUTOHEAL_DEADLINE_EXCEEDED;
    (void)left_ms, (void)longest;
#else
    poll(waiting, 2, left_ms < (uint64_t)longest ? (int)left_ms + 1 : longest);
#endif
    if ((waiting[1].revents & POLLIN) != 0) return AUTOHEAL_CANCELLED;
    if (waiting[0].revents != 0) return AUTOHEAL_OK;
#ifdef BAD_IGNORES_CANCEL
    if (call->is_cancelled(call->ctx)) return AUTOHEAL_CANCELLED;
#endif
  }
}

static autoheal_status send_request(autoheal_instance* self, const autoheal_call* call, unsigned port, int* fd) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  *fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
#ifdef BAD_CALLS_IT_INTERNAL
  if (*fd < 0) return AUTOHEAL_INTERNAL;
#endif
  if (*fd < 0) return AUTOHEAL_UNAVAILABLE;
  if (connect(*fd, (struct sockaddr*)&address, sizeof address) != 0 && errno != EINPROGRESS) return AUTOHEAL_UNAVAILABLE;
  const autoheal_status ready = wait_for(call, *fd, POLLOUT);
  if (ready != AUTOHEAL_OK) return ready;
  char head[256];
#ifdef BAD_POSTS
  static const char kMethod[] = "POST";
#else
  static const char kMethod[] = "GET";
#endif
  const int size = snprintf(head, sizeof head, "%s /thing HTTP/1.1\r\nHost: localhost\r\nAuthorization: %.*s\r\n\r\n", kMethod, (int)self->key_size, self->key);
  return send(*fd, head, (size_t)size, MSG_NOSIGNAL) == size ? AUTOHEAL_OK : AUTOHEAL_UNAVAILABLE;
}

static autoheal_status map_status(int http_status) {
#ifdef BAD_KNOWS_NO_LIMIT
  if (http_status == 429) return AUTOHEAL_UNAVAILABLE;
#endif
  switch (http_status) {
    case 200: return AUTOHEAL_OK;
    case 401: return AUTOHEAL_UNAUTHENTICATED;
    case 403: return AUTOHEAL_PERMISSION_DENIED;
    case 404: return AUTOHEAL_NOT_FOUND;
    case 429: return AUTOHEAL_RATE_LIMITED;
    default: return http_status >= 500 ? AUTOHEAL_UNAVAILABLE : AUTOHEAL_BAD_UPSTREAM_REPLY;
  }
}

/* The status of one request to that port; OK: the reply was one JSON object, as far as this plugin looks. */
static autoheal_status ask(autoheal_instance* self, const autoheal_call* call, unsigned port, int redirects) {
  int fd = -1;
  if (call->is_cancelled(call->ctx))
    return call->deadline_ns <= now_ns() ? AUTOHEAL_DEADLINE_EXCEEDED : AUTOHEAL_CANCELLED;
  autoheal_status status = send_request(self, call, port, &fd);
  char* reply = calloc(1, MOST + 1);
  size_t size = 0;
  while (status == AUTOHEAL_OK && (status = wait_for(call, fd, POLLIN)) == AUTOHEAL_OK) {
    const ssize_t got = recv(fd, reply + size, MOST - size, 0);
    if (got <= 0) { status = AUTOHEAL_UNAVAILABLE; break; }
    size += (size_t)got;
    reply[size] = '\0';
    if (size >= 4 && memcmp(reply, "HTTP", 4) != 0) { status = AUTOHEAL_BAD_UPSTREAM_REPLY; break; }
    const char* body = strstr(reply, "\r\n\r\n");
    if (size == MOST) { status = AUTOHEAL_RESULT_TOO_LARGE; break; }
    const char* length = strcasestr(reply, "Content-Length:");
    if (body == NULL || length == NULL || (size_t)(reply + size - body - 4) < strtoul(length + 15, NULL, 10)) continue;
    const int http_status = atoi(reply + 9);
    status = map_status(http_status);
#ifdef BAD_FOLLOWS_REDIRECT
    const char* location = strstr(reply, "Location: http://127.0.0.1:");
    if (location != NULL && redirects > 0) status = ask(self, call, (unsigned)atoi(location + 27), redirects - 1), status = AUTOHEAL_BAD_UPSTREAM_REPLY;
#else
    (void)redirects;
#endif
#ifndef BAD_TAKES_ANYTHING
    if (status == AUTOHEAL_OK && (body[4] != '{' || reply[size - 1] != '}')) status = AUTOHEAL_BAD_UPSTREAM_REPLY;
#endif
    break;
  }
  free(reply);
  if (fd >= 0) close(fd);
  return status;
}

static autoheal_status describe(const autoheal_call* call) { return call->write_result(call->ctx, kDescribe, sizeof kDescribe - 1); }

static autoheal_status create(const autoheal_host* host, const autoheal_identity* identity, const autoheal_call* call, autoheal_instance** out) {
  (void)identity;
  if ((*out = calloc(1, sizeof **out)) == NULL) return fail(call, AUTOHEAL_OUT_OF_RESOURCES);
  (*out)->host = host;
  return AUTOHEAL_OK;
}

static void destroy(autoheal_instance* self) { free(self); }

static autoheal_status keep_key(void* sink, const void* data, size_t size) {
  autoheal_instance* self = sink;
  if (size > sizeof self->key - self->key_size) return AUTOHEAL_RESULT_TOO_LARGE;
  memcpy(self->key + self->key_size, data, size);
  self->key_size += size;
  return AUTOHEAL_OK;
}

static autoheal_status configure(autoheal_instance* self, autoheal_text json, const autoheal_call* call) {
  static const char kStart[] = "{\"url\":\"http://127.0.0.1:";
  if (json.size < sizeof kStart || memcmp(json.data, kStart, sizeof kStart - 1) != 0) return fail(call, AUTOHEAL_INVALID_ARGUMENT);
  self->port = 0;
  for (size_t at = sizeof kStart - 1; at < json.size && json.data[at] >= '0' && json.data[at] <= '9'; ++at)
    self->port = self->port * 10 + (unsigned)(json.data[at] - '0');
  self->key_size = 0;
  self->host->secret_read(self->host->ctx, TEXT("key"), self, keep_key);
  self->configured = 1;
  return AUTOHEAL_OK;
}

static autoheal_status test_connection(autoheal_instance* self, const autoheal_call* call) {
  if (!self->configured) return fail(call, AUTOHEAL_INVALID_STATE);
  const autoheal_status status = ask(self, call, self->port, 1);
#ifndef BAD_ALWAYS_PASSES
  if (status != AUTOHEAL_OK) return fail(call, status);
#endif
  static const char kTable[] = "{\"verdict\":\"pass\",\"summary\":\"Fine.\",\"rows\":[]}";
  return call->write_result(call->ctx, kTable, sizeof kTable - 1);
}

static autoheal_status query(autoheal_instance* self, autoheal_text name, autoheal_text args, const autoheal_call* call) {
  (void)args;
  if (!self->configured) return fail(call, AUTOHEAL_INVALID_STATE);
  if (name.size != 10 || memcmp(name.data, "get_remote", 10) != 0) return fail(call, AUTOHEAL_UNSUPPORTED);
  const autoheal_status status = ask(self, call, self->port, 1);
  if (status != AUTOHEAL_OK) return fail(call, status);
  static const char kEnvelope[] = "{\"summary\":\"s\",\"data\":{},\"meta\":{\"complete\":true},\"links\":[]}";
  return call->write_result(call->ctx, kEnvelope, sizeof kEnvelope - 1);
}

static const void* extension(const char* id) { return (void)id, NULL; }
static const IntegrationPlugin kPlugin = {sizeof kPlugin, AUTOHEAL_ABI_MINOR, {"remote", 6}, {"1.0.0", 5}, describe, create,
  destroy, configure, test_connection, query, NULL, extension};

autoheal_status autoheal_integration_entry(const autoheal_offer* offer, autoheal_answer* answer) {
  answer->abi_major_min = answer->abi_major_max = AUTOHEAL_ABI_MAJOR;
  if (offer->abi_major == AUTOHEAL_ABI_MAJOR) return answer->plugin = &kPlugin, AUTOHEAL_OK;
  answer->reason = TEXT("This plugin speaks ABI major 1 only.");
  return AUTOHEAL_ABI_MISMATCH;
}
