/*
 * uptime - a complete integration in plain C: how long this machine has been up, and a webhook for its heartbeat.
 * Copy it, then replace the middle.
 * Threads: the verbs may run beside configure, so each call copies the settings out under a lock and works on the copy.
 */
#define _GNU_SOURCE /* CLOCK_BOOTTIME */
#include "autoheal/plugin_api.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define TEXT(literal) ((autoheal_text){literal, sizeof(literal) - 1})
#define MISTAKE(code, message) TEXT("{\"code\": \"" code "\", \"message\": \"" message "\"}")

/* docs/documents.md section 1. */
static const char kDescribe[] =
    "{\"describe_version\": 1, \"id\": \"uptime\", \"name\": \"Uptime\", \"version\": \"1.0.0\","
    " \"settings_version\": 1,"
    " \"settings\": {\"type\": \"object\", \"additionalProperties\": false, \"required\": [\"unit\"], \"properties\": {"
    "   \"unit\": {\"type\": \"string\", \"enum\": [\"hours\", \"days\"],"
    "     \"title\": \"Unit\", \"description\": \"What answers count in.\"},"
    "   \"token\": {\"type\": \"string\", \"writeOnly\": true, \"maxLength\": 64, \"title\": \"Webhook token\","
    "     \"description\": \"Heartbeats carry it in X-Uptime-Token. Without it every heartbeat is accepted.\"}}},"
    " \"operations\": [{\"name\": \"get_uptime\", \"title\": \"Uptime\", \"audience\": \"agent\", \"typical_ms\": 1,"
    "   \"description\": \"How long the machine has been up, in whole hours or days as set. Costs nothing.\","
    "   \"arguments\": {\"type\": \"object\", \"additionalProperties\": false, \"properties\": {}},"
    "   \"result\": {\"type\": \"object\", \"required\": [\"uptime\"],"
    "     \"properties\": {\"uptime\": {\"type\": \"integer\"}}},"
    "   \"annotations\": {\"read_only\": true, \"idempotent\": true, \"open_world\": false}}],"
    " \"webhook\": {\"signature_header\": \"X-Uptime-Token\", \"secret_setting\": \"token\","
    "   \"event_types\": [], \"max_body_bytes\": 99}}";

typedef struct settings {
  int seconds_per_unit; /* 0: not configured yet */
  char token[64];
  size_t token_size; /* 0: no token is set, every heartbeat is accepted */
} settings;

struct autoheal_instance {
  const autoheal_host* host;
  pthread_mutex_t lock;
  settings settings; /* guarded by lock */
};

/* ---- the border: what was handed in is looked at before it is used (rule 1) ---- */

/* Members that a later version appends may be read only after AUTOHEAL_HAS(call, autoheal_call, member). */
static int is_usable(const autoheal_call* call) { return call != NULL && call->struct_size >= AUTOHEAL_CALL_SIZE_1_0; }

static autoheal_status fail(const autoheal_call* call, autoheal_status status, autoheal_text document) {
  const autoheal_status written = call->write_error(call->ctx, document.data, document.size);
  return written == AUTOHEAL_OK ? status : written;
}

static autoheal_status succeed(const autoheal_call* call, autoheal_text document) {
  return call->write_result(call->ctx, document.data, document.size);
}

/* ---- reading small JSON documents; a real plugin uses a JSON library ---- */

/* The place behind blanks and `word`, or NULL if the text does not go on like that. `at` may be NULL. */
static const char* skip(const char* at, const char* end, const char* word) {
  const size_t size = strlen(word);
  while (at != NULL && at < end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r')) ++at;
  if (at == NULL || (size_t)(end - at) < size || memcmp(at, word, size) != 0) return NULL;
  return at + size;
}

/* {"unit": "hours"} or {"unit": "days"} and nothing else: the seconds of the unit, or 0. */
static int read_unit(autoheal_text json) {
  const char* end = json.data + json.size;
  const char* value = skip(skip(skip(json.data, end, "{"), end, "\"unit\""), end, ":");
  const char* behind_hours = skip(value, end, "\"hours\"");
  const char* behind_days = skip(value, end, "\"days\"");
  const char* rest = skip(behind_hours != NULL ? behind_hours : behind_days, end, "}");
  if (rest == NULL || skip(rest, end, "") != end) return 0;
  return behind_hours != NULL ? 3600 : 86400;
}

static int is_empty_object(autoheal_text json) {
  const char* end = json.data + json.size;
  const char* rest = skip(skip(json.data, end, "{"), end, "}");
  return rest != NULL && skip(rest, end, "") == end;
}

/* ---- the verbs ---- */

static autoheal_status describe(const autoheal_call* call) {
  if (!is_usable(call)) return AUTOHEAL_INVALID_ARGUMENT;
  return succeed(call, (autoheal_text){kDescribe, sizeof kDescribe - 1});
}

/* The identity is for state and logs; this plugin keeps neither. */
static autoheal_status create(const autoheal_host* host, const autoheal_identity* identity, const autoheal_call* call,
                              autoheal_instance** out) {
  *out = NULL;
  if (!is_usable(call)) return AUTOHEAL_INVALID_ARGUMENT;
  if (host->struct_size < AUTOHEAL_HOST_SIZE_1_0 || identity->struct_size < AUTOHEAL_IDENTITY_SIZE_1_0)
    return fail(call, AUTOHEAL_INVALID_ARGUMENT, MISTAKE("host", "The host is older than ABI 1.0."));
  autoheal_instance* self = calloc(1, sizeof *self);
  if (self == NULL) return fail(call, AUTOHEAL_OUT_OF_RESOURCES, MISTAKE("memory", "Out of memory."));
  self->host = host;
  pthread_mutex_init(&self->lock, NULL);
  *out = self;
  return AUTOHEAL_OK;
}

static void destroy(autoheal_instance* self) {
  if (self == NULL) return;
  pthread_mutex_destroy(&self->lock);
  explicit_bzero(self, sizeof *self);
  free(self);
}

/* What every verb after configure begins with: `now` is what is in force, or the status to return. */
static autoheal_status begin(autoheal_instance* self, const autoheal_call* call, settings* now) {
  if (!is_usable(call)) return AUTOHEAL_INVALID_ARGUMENT;
  pthread_mutex_lock(&self->lock);
  *now = self->settings;
  pthread_mutex_unlock(&self->lock);
  if (now->seconds_per_unit != 0) return AUTOHEAL_OK;
  return fail(call, AUTOHEAL_INVALID_STATE, MISTAKE("not_configured", "Save the settings first."));
}

/* Takes the chunks of the secret; they concatenate. */
static autoheal_status keep_token(void* sink, const void* data, size_t size) {
  settings* into = sink;
  if (size > sizeof into->token - into->token_size) return AUTOHEAL_RESULT_TOO_LARGE;
  memcpy(into->token + into->token_size, data, size);
  into->token_size += size;
  return AUTOHEAL_OK;
}

static autoheal_status configure(autoheal_instance* self, autoheal_text json, const autoheal_call* call) {
  if (!is_usable(call)) return AUTOHEAL_INVALID_ARGUMENT;
  settings fresh = {0}; /* built aside: a configure that fails leaves the old settings in force */
  fresh.seconds_per_unit = read_unit(json);
  if (fresh.seconds_per_unit == 0)
    return fail(call, AUTOHEAL_INVALID_ARGUMENT,
                TEXT("{\"code\": \"invalid_settings\", \"message\": \"The settings are not valid.\", \"problems\":"
                     " [{\"pointer\": \"/unit\", \"message\": \"must be hours or days, and the only setting\"}]}"));
  autoheal_status read = AUTOHEAL_NOT_FOUND; /* what a host without secrets would say */
  if (self->host->secret_read != NULL)
    read = self->host->secret_read(self->host->ctx, TEXT("token"), &fresh, keep_token);
  if (read != AUTOHEAL_OK && read != AUTOHEAL_NOT_FOUND)
    return fail(call, AUTOHEAL_UNAVAILABLE, MISTAKE("secret", "The token is too long or cannot be read."));
  pthread_mutex_lock(&self->lock);
  self->settings = fresh;
  pthread_mutex_unlock(&self->lock);
  return AUTOHEAL_OK;
}

static autoheal_status test_connection(autoheal_instance* self, const autoheal_call* call) {
  settings now;
  const autoheal_status begun = begin(self, call, &now);
  if (begun != AUTOHEAL_OK) return begun;
  return succeed(call, TEXT("{\"verdict\": \"pass\", \"summary\": \"The clock can be read.\", \"rows\": []}"));
}

static autoheal_status query(autoheal_instance* self, autoheal_text operation, autoheal_text args,
                             const autoheal_call* call) {
  settings now;
  const autoheal_status begun = begin(self, call, &now);
  if (begun != AUTOHEAL_OK) return begun;
  if (operation.size != strlen("get_uptime") || memcmp(operation.data, "get_uptime", operation.size) != 0)
    return fail(call, AUTOHEAL_UNSUPPORTED, MISTAKE("unknown_operation", "There is only get_uptime."));
  if (!is_empty_object(args))
    return fail(call, AUTOHEAL_INVALID_ARGUMENT,
                TEXT("{\"code\": \"invalid_arguments\", \"message\": \"get_uptime takes none.\", \"problems\":"
                     " [{\"pointer\": \"\", \"message\": \"must be an empty object\"}]}"));
  struct timespec up = {0, 0};
  clock_gettime(CLOCK_BOOTTIME, &up);
  const long units = (long)up.tv_sec / now.seconds_per_unit;
  char envelope[256];
  const int size = snprintf(envelope, sizeof envelope,
                            "{\"summary\": \"Up for %ld %s.\", \"data\": {\"uptime\": %ld},"
                            " \"meta\": {\"complete\": true, \"returned\": 1}, \"links\": []}",
                            units, now.seconds_per_unit == 3600 ? "hours" : "days", units);
  return succeed(call, (autoheal_text){envelope, (size_t)size});
}

/* Takes as long wherever the two differ. */
static int is_token(const settings* now, autoheal_text value) {
  unsigned differ = value.size != now->token_size;
  for (size_t i = 0; i < value.size && i < now->token_size; ++i) differ |= (unsigned)(value.data[i] ^ now->token[i]);
  return differ == 0;
}

static int carries_token(const settings* now, const autoheal_webhook* webhook) {
  static const char kName[] = "X-Uptime-Token";
  int found = 0;
  for (uint32_t i = 0; i < webhook->header_count; ++i) {
    const autoheal_text name = webhook->headers[i].name;
    if (name.size != sizeof kName - 1 || strncasecmp(name.data, kName, name.size) != 0) continue;
    if (is_token(now, webhook->headers[i].value)) found = 1;
  }
  return found;
}

static autoheal_status handle_webhook(autoheal_instance* self, const autoheal_webhook* webhook,
                                      autoheal_webhook_reply* reply, const autoheal_call* call) {
  if (!is_usable(call)) return AUTOHEAL_INVALID_ARGUMENT;
  if (webhook->struct_size < AUTOHEAL_WEBHOOK_SIZE_1_0 || reply->struct_size < AUTOHEAL_WEBHOOK_REPLY_SIZE_1_0)
    return fail(call, AUTOHEAL_INVALID_ARGUMENT, MISTAKE("host", "The host is older than ABI 1.0."));
  settings now;
  const autoheal_status begun = begin(self, call, &now);
  if (begun != AUTOHEAL_OK) return begun;
  if (now.token_size != 0 && !carries_token(&now, webhook)) {
    reply->http_status = 401;
    return succeed(call, TEXT("{\"events\": [], \"signature\": \"invalid\"}"));
  }
  const time_t seconds = (time_t)(webhook->received_unix_ns / 1000000000);
  struct tm utc;
  char at[32];
  strftime(at, sizeof at, "%Y-%m-%dT%H:%M:%S.000Z", gmtime_r(&seconds, &utc));
  char result[256]; /* one event: alive, at this second */
  const int size = snprintf(result, sizeof result,
                            "{\"events\": [{\"event_id\": \"%s\", \"kind\": \"ping\", \"event_type\": \"beat\","
                            " \"occurred_at\": \"%s\"}], \"signature\": \"%s\"}",
                            at, at, now.token_size != 0 ? "current" : "not_required");
  reply->http_status = 202;
  return succeed(call, (autoheal_text){result, (size_t)size});
}

static const void* extension(const char* id) {
  (void)id; /* offers none */
  return NULL;
}

/* ---- the table and the one export ---- */

static const IntegrationPlugin kPlugin = {
    .struct_size = sizeof kPlugin,
    .abi_minor = AUTOHEAL_ABI_MINOR,
    .id = {"uptime", 6},
    .version = {"1.0.0", 5},
    .describe = describe,
    .create = create,
    .destroy = destroy,
    .configure = configure,
    .test_connection = test_connection,
    .query = query,
    .handle_webhook = handle_webhook,
    .extension = extension,
};

autoheal_status autoheal_integration_entry(const autoheal_offer* offer, autoheal_answer* answer) {
  if (answer == NULL || answer->struct_size < AUTOHEAL_ANSWER_SIZE_1_0) return AUTOHEAL_INVALID_ARGUMENT;
  answer->abi_major_min = AUTOHEAL_ABI_MAJOR;
  answer->abi_major_max = AUTOHEAL_ABI_MAJOR;
  if (offer == NULL || offer->struct_size < AUTOHEAL_OFFER_SIZE_1_0) {
    answer->reason = TEXT("The host's offer is missing or smaller than that of ABI 1.0.");
    return AUTOHEAL_INVALID_ARGUMENT;
  }
  if (offer->abi_major != AUTOHEAL_ABI_MAJOR) {
    answer->reason = TEXT("This plugin speaks ABI major 1 only.");
    return AUTOHEAL_ABI_MISMATCH;
  }
  answer->plugin = &kPlugin;
  return AUTOHEAL_OK;
}
