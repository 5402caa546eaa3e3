/*
 * roles - a plugin whose operations have every role of the contract, and with -DBAD_... one that breaks a role in exactly
 * one way; for the checks of letter R. It has three open alerts and forgets everything between calls.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "autoheal/plugin_api.h"

/* clang-format off: one line for each way to be bad */
#define CLOSED "\"type\":\"object\",\"additionalProperties\":false,\"properties\":"
#define REST "\"description\":\"What the checks of the roles ask.\",\"title\":\"t\",\"result\":{\"type\":\"object\"},\"annotations\":{\"read_only\":true}}"

#ifdef BAD_ROLE_AUDIENCE
#define RECONCILE_AUDIENCE "agent"
#else
#define RECONCILE_AUDIENCE "host"
#endif
#ifdef BAD_ROLE_UNKNOWN
#define DIAGNOSE_ROLE "diagnose/1"
#elif defined(BAD_ROLE_TWICE)
#define DIAGNOSE_ROLE "enrich/1"
#elif defined(BAD_ROLE_WITHOUT_REVISION)
#define DIAGNOSE_ROLE "diagnose_source"
#else
#define DIAGNOSE_ROLE "diagnose_source/1"
#endif
#ifdef BAD_ROLE_ARGUMENTS
#define LIMIT_SCHEMA "\"maximum\":100"
#else
#define LIMIT_SCHEMA "\"maximum\":1000"
#endif

static const char kDescribe[] =
  "{\"describe_version\":1,\"id\":\"roles\",\"name\":\"Roles\",\"version\":\"1.0.0\",\"settings\":{" CLOSED "{}},\"operations\":["
  "{\"name\":\"catch_up\",\"role\":\"reconcile/1\",\"audience\":\"" RECONCILE_AUDIENCE "\",\"arguments\":{" CLOSED
  "{\"open\":{\"type\":\"array\"},\"since\":{\"type\":\"string\"},\"limit\":{\"type\":\"integer\"," LIMIT_SCHEMA "},\"cursor\":{\"type\":\"string\"}}}," REST ","
  "{\"name\":\"look_closer\",\"role\":\"enrich/1\",\"audience\":\"host\",\"arguments\":{" CLOSED "{\"fingerprints\":{\"type\":\"array\"}}}," REST ","
  "{\"name\":\"why_not\",\"role\":\"explain_delivery/1\",\"audience\":\"host\",\"arguments\":{" CLOSED "{\"headers\":{\"type\":\"array\"},\"body_base64\":{\"type\":\"string\"}}}," REST ","
  "{\"name\":\"what_now\",\"role\":\"" DIAGNOSE_ROLE "\",\"audience\":\"agent\",\"arguments\":{" CLOSED "{}}," REST ","
  "{\"name\":\"pictures\",\"role\":\"services/1\",\"audience\":\"agent\",\"arguments\":{" CLOSED "{}}," REST ","
  "{\"name\":\"our_own\",\"role\":\"fixture.thing/2\",\"audience\":\"host\",\"arguments\":{" CLOSED "{}}," REST "]}";

struct autoheal_instance { int configured; };

static autoheal_status write_data(const autoheal_call* call, const char* data) {
  char text[4096];
  const int size = snprintf(text, sizeof text, "{\"summary\":\"s\",\"data\":%s,\"meta\":{\"complete\":true},\"links\":[]}", data);
  return call->write_result(call->ctx, text, (size_t)size);
}

static autoheal_status fail(const autoheal_call* call, autoheal_status status) {
  static const char kError[] = "{\"code\":\"roles\",\"message\":\"Refused.\"}";
  const autoheal_status written = call->write_error(call->ctx, kError, sizeof kError - 1);
  return written == AUTOHEAL_OK ? status : written;
}

/* The number behind `word` in the arguments, or `otherwise`. */
static int number_at(const char* args, const char* word, int otherwise) {
  const char* at = strstr(args, word);
  return at != NULL ? atoi(at + strlen(word)) : otherwise;
}

static autoheal_status reconcile(const char* args, const autoheal_call* call) {
  int limit = number_at(args, "\"limit\":", 1000);
  int from = number_at(args, "\"cursor\":\"", 0);
  char data[2048] = "{\"events\":[";
#ifdef BAD_IGNORES_LIMIT
  limit = 1000;
#endif
#ifdef BAD_REPEATS_A_PAGE
  if (from > 0) --from;
#endif
#ifdef BAD_ENDLESS_PAGES
  limit = limit > 1 ? limit : 0;
#endif
  int to = from + limit < 3 ? from + limit : 3;
  for (int i = from; i < to; ++i) {
    char event[256];
#ifdef BAD_COUNTS_EVENTS
    static int id;
    ++id;
#else
    const int id = i;
#endif
    snprintf(event, sizeof event, "%s{\"event_id\":\"e%d\",\"kind\":\"triggered\",\"occurred_at\":\"2026-03-14T09:26:53.589Z\","
#ifndef BAD_EVENT_NOT_MARKED
      "\"reconciled\":true,"
#endif
      "\"alert\":{\"schema_version\":1,\"fingerprint\":\"f%d\"}}", i > from ? "," : "", id, i);
    strcat(data, event);
  }
  strcat(data, "],\"gone\":[]");
#ifndef BAD_SAYS_NOT_WHETHER_UP_TO_DATE
  strcat(data, ",\"up_to_date\":true");
#endif
  if (to < 3) snprintf(data + strlen(data), 64, ",\"next_cursor\":\"%d\"", to);
  strcat(data, "}");
  return write_data(call, data);
}

/* Repeats the list of fingerprints: each is {"fingerprint": it}. */
static autoheal_status enrich(const char* args, const autoheal_call* call) {
  char data[2048] = "{\"alerts\":[";
  int count = 0;
  for (const char* at = strchr(args, '['); at != NULL && (at = strchr(at, '"')) != NULL && at[1] != ']';) {
    const char* end = strchr(at + 1, '"');
#ifdef BAD_DROPS_WHAT_FAILED
    if (memcmp(at, "\"no-such", 8) == 0) break;
#endif
#ifdef BAD_ERROR_WITHOUT_SENTENCE
    static const char kMore[] = ",\"error\":{\"code\":\"x\"}";
#else
    static const char kMore[] = ",\"labels\":{\"env\":\"prod\"}";
#endif
    snprintf(data + strlen(data), 256, "%s{\"fingerprint\":%.*s%s}", count++ > 0 ? "," : "", (int)(end + 1 - at), at, kMore);
    at = end + 1;
  }
  strcat(data, "]}");
  return write_data(call, data);
}

static autoheal_status query(autoheal_instance* self, autoheal_text name, autoheal_text arguments, const autoheal_call* call) {
  char args[2048];
  snprintf(args, sizeof args, "%.*s", (int)arguments.size, arguments.data);
  if (!self->configured) return fail(call, AUTOHEAL_INVALID_STATE);
  if (name.size == 8 && memcmp(name.data, "catch_up", 8) == 0) return reconcile(args, call);
  if (name.size == 11 && memcmp(name.data, "look_closer", 11) == 0) return enrich(args, call);
  if (name.size == 7 && memcmp(name.data, "why_not", 7) == 0) {
#ifdef BAD_ASKS_ELSEWHERE
    close(socket(AF_INET, SOCK_STREAM, 0));
#endif
#ifdef BAD_GIVES_NO_CAUSE
    return write_data(call, "{\"sentence\":\"It is wrong.\"}");
#endif
    return write_data(call, "{\"cause\":\"other_secret\",\"sentence\":\"It is signed with another secret.\"}");
  }
#ifdef BAD_NO_VERDICT
  if (name.size == 8 && memcmp(name.data, "what_now", 8) == 0) return write_data(call, "{\"verdict\":\"fine\"}");
#endif
  if (name.size == 8 && memcmp(name.data, "what_now", 8) == 0) return write_data(call, "{\"verdict\":\"healthy\"}");
  return fail(call, AUTOHEAL_UNSUPPORTED);
}

static autoheal_status describe(const autoheal_call* call) { return call->write_result(call->ctx, kDescribe, sizeof kDescribe - 1); }

static autoheal_status create(const autoheal_host* host, const autoheal_identity* identity, const autoheal_call* call, autoheal_instance** out) {
  (void)host, (void)identity;
  return (*out = calloc(1, sizeof **out)) != NULL ? AUTOHEAL_OK : fail(call, AUTOHEAL_OUT_OF_RESOURCES);
}

static void destroy(autoheal_instance* self) { free(self); }

static autoheal_status configure(autoheal_instance* self, autoheal_text json, const autoheal_call* call) {
  (void)json, (void)call;
  self->configured = 1;
  return AUTOHEAL_OK;
}

static autoheal_status test_connection(autoheal_instance* self, const autoheal_call* call) {
  (void)self;
  static const char kTable[] = "{\"verdict\":\"pass\",\"summary\":\"Fine.\",\"rows\":[]}";
  return call->write_result(call->ctx, kTable, sizeof kTable - 1);
}

static const void* extension(const char* id) { return (void)id, NULL; }
static const IntegrationPlugin kPlugin = {sizeof kPlugin, AUTOHEAL_ABI_MINOR, {"roles", 5}, {"1.0.0", 5}, describe, create,
  destroy, configure, test_connection, query, NULL, extension};

autoheal_status autoheal_integration_entry(const autoheal_offer* offer, autoheal_answer* answer) {
  answer->abi_major_min = answer->abi_major_max = AUTOHEAL_ABI_MAJOR;
  if (offer->abi_major == AUTOHEAL_ABI_MAJOR) return answer->plugin = &kPlugin, AUTOHEAL_OK;
  return AUTOHEAL_ABI_MISMATCH;
}
