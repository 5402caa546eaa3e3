/* uptime - a complete integration in plain C: how long this machine has been up, and a webhook for its heartbeat. Copy
 * it, then replace the middle. The verbs may run beside configure, so the settings are copied out under a lock. */
/* clang-format off */
#define _GNU_SOURCE /* CLOCK_BOOTTIME */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "autoheal/plugin_api.h"

#define JSON(...) #__VA_ARGS__ /* a document without escapes */
#define TEXT(literal) ((autoheal_text){literal, sizeof(literal) - 1})
#define WRITE(call, literal) (call)->write_result((call)->ctx, literal, sizeof(literal) - 1)

static const char kDescribe[] = JSON({
  "describe_version": 1, "id": "uptime", "name": "Uptime", "version": "1.0.0",
  "settings": {"type": "object", "additionalProperties": false, "required": ["unit"], "properties": {
    "unit": {"type": "string", "enum": ["hours", "days"], "title": "Unit", "description": "What answers count in."},
    "token": {"type": "string", "writeOnly": true, "maxLength": 64, "title": "Webhook token",
      "description": "Heartbeats carry it in X-Uptime-Token. Without it every heartbeat is accepted."}}},
  "operations": [{"name": "get_uptime", "title": "Uptime", "audience": "agent", "typical_ms": 1,
    "description": "How long the machine has been up, in whole hours or days as set. Costs nothing.",
    "arguments": {"type": "object", "additionalProperties": false, "properties": {}},
    "result": {"type": "object", "required": ["uptime"], "properties": {"uptime": {"type": "integer"}}},
    "annotations": {"read_only": true, "idempotent": true, "open_world": false}}],
  "webhook": {"signature_header": "X-Uptime-Token", "secret_setting": "token", "event_types": [], "max_body_bytes": 99}
});

typedef struct settings { int unit_s; char token[64]; size_t token_size; } settings; /* unit_s 0: not configured */
struct autoheal_instance { const autoheal_host* host; pthread_mutex_t lock; settings settings; };

static autoheal_status fail(const autoheal_call* call, autoheal_status status, autoheal_text document) {
  const autoheal_status written = call->write_error(call->ctx, document.data, document.size);
  return written == AUTOHEAL_OK ? status : written; /* a writer that refuses has the last word */
}
#define FAIL(call, status, ...) fail(call, status, TEXT(JSON(__VA_ARGS__)))
#define NOT_CONFIGURED {"code": "not_configured", "message": "Save the settings first."}

static settings copy_settings(autoheal_instance* self) {
  const settings copy = (pthread_mutex_lock(&self->lock), self->settings);
  pthread_mutex_unlock(&self->lock);
  return copy;
}

/* Behind blanks and `word`, or NULL. These small closed documents need no more of a JSON parser. */
static const char* take(const char* at, const char* end, const char* word) {
  while (at != NULL && at < end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r')) ++at;
  return at != NULL && (size_t)(end - at) >= strlen(word) && !memcmp(at, word, strlen(word)) ? at + strlen(word) : NULL;
}

static autoheal_status keep_secret(void* sink, const void* data, size_t size) {
  settings* into = sink;
  if (size > sizeof into->token - into->token_size) return AUTOHEAL_RESULT_TOO_LARGE;
  memcpy(into->token + into->token_size, data, size);
  into->token_size += size;
  return AUTOHEAL_OK;
}

static autoheal_status describe(const autoheal_call* call) { return WRITE(call, kDescribe); }

static autoheal_status create(const autoheal_host* host, autoheal_text label, const autoheal_call* call,
                              autoheal_instance** out) {
  if ((void)label, (*out = calloc(1, sizeof **out)) == NULL) /* label is for logs; this plugin logs nothing */
    return FAIL(call, AUTOHEAL_OUT_OF_RESOURCES, {"code": "memory", "message": "Out of memory."});
  (*out)->host = host;
  return pthread_mutex_init(&(*out)->lock, NULL), AUTOHEAL_OK;
}

static void destroy(autoheal_instance* self) {
  if (self != NULL) pthread_mutex_destroy(&self->lock), explicit_bzero(self, sizeof *self); /* the token */
  free(self);
}

static autoheal_status configure(autoheal_instance* self, autoheal_text json, const autoheal_call* call) {
  settings fresh = {0, "", 0};
  const char *end = json.data + json.size, *value = take(take(take(json.data, end, "{"), end, "\"unit\""), end, ":");
  const char *hours = take(value, end, "\"hours\""), *rest = hours ? hours : take(value, end, "\"days\"");
  if (take(take(rest, end, "}"), end, "") != end || rest == NULL)
    return FAIL(call, AUTOHEAL_INVALID_ARGUMENT, {"code": "invalid_settings", "message": "The settings are not valid.",
      "problems": [{"pointer": "/unit", "message": "must be hours or days, and the only setting"}]});
  fresh.unit_s = hours != NULL ? 3600 : 86400;
  autoheal_status status = AUTOHEAL_NOT_FOUND; /* no secret set, or no secrets at all: every heartbeat is accepted */
  if (self->host->secret_read != NULL)
    status = self->host->secret_read(self->host->ctx, TEXT("token"), &fresh, keep_secret);
  if (status != AUTOHEAL_OK && status != AUTOHEAL_NOT_FOUND)
    return FAIL(call, AUTOHEAL_UNAVAILABLE, {"code": "secret", "message": "The token is too long or cannot be read."});
  pthread_mutex_lock(&self->lock), self->settings = fresh;
  return pthread_mutex_unlock(&self->lock), AUTOHEAL_OK;
}

static autoheal_status test_connection(autoheal_instance* self, const autoheal_call* call) {
  static const char kTable[] = JSON({"verdict": "pass", "summary": "The clock can be read.", "rows": []});
  if (copy_settings(self).unit_s == 0) return FAIL(call, AUTOHEAL_INVALID_STATE, NOT_CONFIGURED);
  return WRITE(call, kTable);
}

static autoheal_status query(autoheal_instance* self, autoheal_text op, autoheal_text args, const autoheal_call* call) {
  const settings now = copy_settings(self);
  const char* end = args.data + args.size;
  if (now.unit_s == 0) return FAIL(call, AUTOHEAL_INVALID_STATE, NOT_CONFIGURED);
  if (op.size != 10 || memcmp(op.data, "get_uptime", 10) != 0)
    return FAIL(call, AUTOHEAL_UNSUPPORTED, {"code": "unknown_operation", "message": "There is only get_uptime."});
  if (args.size == 0 || take(take(take(args.data, end, "{"), end, "}"), end, "") != end)
    return FAIL(call, AUTOHEAL_INVALID_ARGUMENT, {"code": "invalid_arguments", "message": "get_uptime takes none.",
      "problems": [{"pointer": "", "message": "must be an empty object"}]});
  char text[256];
  struct timespec up = {0, 0};
  clock_gettime(CLOCK_BOOTTIME, &up);
  const int size = snprintf(text, sizeof text, JSON({"summary": "Up for %ld %s.", "data": {"uptime": %ld},
    "meta": {"complete": true, "returned": 1}, "links": []}),
    (long)up.tv_sec / now.unit_s, now.unit_s == 3600 ? "hours" : "days", (long)up.tv_sec / now.unit_s);
  return call->write_result(call->ctx, text, (size_t)size);
}

static int is_token(const settings* now, autoheal_text value) { /* takes as long wherever they differ */
  unsigned differ = value.size != now->token_size;
  for (size_t i = 0; i < value.size && i < now->token_size; ++i) differ |= (unsigned)(value.data[i] ^ now->token[i]);
  return differ == 0;
}

static autoheal_status handle_webhook(autoheal_instance* self, const autoheal_webhook* hook,
                                      autoheal_webhook_reply* reply, const autoheal_call* call) {
  const settings now = copy_settings(self);
  if (now.unit_s == 0) return FAIL(call, AUTOHEAL_INVALID_STATE, NOT_CONFIGURED);
  int good = now.token_size == 0;
  for (uint32_t i = 0; i < hook->header_count; ++i)
    if (hook->headers[i].name.size == 14 && strncasecmp(hook->headers[i].name.data, "X-Uptime-Token", 14) == 0)
      good |= is_token(&now, hook->headers[i].value);
  if (!good) return reply->http_status = 401, WRITE(call, JSON({"events": [], "signature": "invalid"}));
  char text[256], at[32];
  struct tm utc;
  const time_t seconds = (time_t)(hook->received_unix_ns / 1000000000);
  strftime(at, sizeof at, "%Y-%m-%dT%H:%M:%S.000Z", gmtime_r(&seconds, &utc)); /* the event: alive, at this second */
  const int size = snprintf(text, sizeof text, JSON({"events": [{"event_id": "%s", "kind": "ping", "event_type": "beat",
    "occurred_at": "%s"}], "signature": "%s"}), at, at, now.token_size != 0 ? "current" : "not_required");
  return reply->http_status = 202, call->write_result(call->ctx, text, (size_t)size);
}

static const void* extension(const char* id) { return (void)id, NULL; } /* offers none */
static const IntegrationPlugin kPlugin = {sizeof kPlugin, AUTOHEAL_ABI_MINOR, {"uptime", 6}, {"1.0.0", 5}, describe,
  create, destroy, configure, test_connection, query, handle_webhook, extension};

autoheal_status autoheal_integration_entry(const autoheal_offer* offer, autoheal_answer* answer) {
  answer->abi_major_min = answer->abi_major_max = AUTOHEAL_ABI_MAJOR;
  if (offer->abi_major == AUTOHEAL_ABI_MAJOR) return answer->plugin = &kPlugin, AUTOHEAL_OK;
  answer->reason = TEXT("This plugin speaks ABI major 1 only.");
  return AUTOHEAL_ABI_MISMATCH;
}
