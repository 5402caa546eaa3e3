/*
 * fixture - a plugin that keeps the contract, and with -DBAD_... one that breaks it in exactly one way. Built from the
 * raw C header, so that a mistake in the author layer cannot hide one in the contract's checks.
 *
 * Settings {"limit": 1 to 9}; secret "key"; operation get_limit; webhooks {"id":"...","kind":"..."} signed with
 * HMAC-SHA256 in X-Signature: v1=<hex>[,v1=<hex>].
 */
#define _GNU_SOURCE
#include <locale.h>
#include <netdb.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "autoheal/plugin_api.h"

/* clang-format off: one line for each way to be bad */
#define TEXT(literal) ((autoheal_text){literal, sizeof(literal) - 1})

#ifdef BAD_OPEN_SETTINGS
#define CLOSED
#else
#define CLOSED "\"additionalProperties\":false,"
#endif
#ifdef BAD_SHORT_DESCRIPTION
#define DESCRIPTION "A limit."
#else
#define DESCRIPTION "The limit that was set. Costs nothing."
#endif
#ifdef BAD_SETTINGS_VERSION
#define SETTINGS_VERSION "\"settings_version\":0,"
#elif defined(BAD_DOCUMENT_VERSION)
#define SETTINGS_VERSION "\"documents\":{\"envelope\":\"1\"},"
#else
#define SETTINGS_VERSION "\"settings_version\":3,\"documents\":{\"envelope\":1},"
#endif
#ifdef BAD_SECRET_WITH_DEFAULT
#define SECRET_DEFAULT "\"default\":\"x\","
#else
#define SECRET_DEFAULT
#endif

static const char kDescribe[] =
  "{\"describe_version\":1," SETTINGS_VERSION "\"id\":\"fixture\",\"name\":\"Fixture\",\"version\":\"1.0.0\",\"settings\":{\"type\":\"object\"," CLOSED
  "\"required\":[\"limit\"],\"properties\":{\"limit\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":9,\"title\":\"Limit\","
  "\"description\":\"A limit.\"},\"key\":{\"type\":\"string\",\"writeOnly\":true," SECRET_DEFAULT "\"title\":\"Key\",\"description\":\"Signs webhooks.\"}}},"
  "\"operations\":[{\"name\":\"get_limit\",\"title\":\"Limit\",\"audience\":\"agent\",\"description\":\"" DESCRIPTION "\","
  "\"arguments\":{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{}},\"result\":{\"type\":\"object\","
  "\"required\":[\"limit\"],\"properties\":{\"limit\":{\"type\":\"integer\"}}},\"annotations\":{\"read_only\":true},\"typical_ms\":1}],"
#ifndef BAD_WEBHOOK_NOT_DESCRIBED
  "\"webhook\":{\"signature_header\":\"X-Signature\",\"secret_setting\":\"key\",\"event_types\":[],\"max_body_bytes\":4096}"
#else
  "\"x-nothing\":0"
#endif
#ifndef BAD_DESCRIBE_NOT_JSON
  "}"
#endif
  ;

typedef struct settings { int limit; size_t key_size; char key[64]; } settings;
struct autoheal_instance { const autoheal_host* host; pthread_mutex_t lock; settings settings; char* note; autoheal_text label; };

#ifdef BAD_SHARED_SETTINGS
static settings shared;
#define SETTINGS(self) ((void)(self), &shared)
#else
#define SETTINGS(self) (&(self)->settings)
#endif

static void use_network(void) {
  const int made = socket(AF_INET, SOCK_STREAM, 0);
  if (made >= 0) close(made);
}

static autoheal_status fail(const autoheal_call* call, autoheal_status status, const char* pointer) {
  char text[256];
  int size = snprintf(text, sizeof text, pointer == NULL ? "{\"code\":\"fixture\",\"message\":\"Refused.\"}"
      : "{\"code\":\"fixture\",\"message\":\"Refused.\",\"problems\":[{\"pointer\":\"%s\",\"message\":\"wrong\"}]}", pointer);
#ifdef BAD_ERROR_NOT_JSON
  size = snprintf(text, sizeof text, "refused");
#endif
#ifdef BAD_ERROR_WITHOUT_MESSAGE
  size = snprintf(text, sizeof text, "{\"code\":\"fixture\"}");
#endif
#ifdef BAD_IGNORES_WRITER
  for (int i = 0; i < size; ++i) (void)call->write_error(call->ctx, text + i, 1);
  return status;
#else
  const autoheal_status written = call->write_error(call->ctx, text, (size_t)size);
  return written == AUTOHEAL_OK ? status : written;
#endif
}

/* Rule 1: a struct smaller than its 1.0 size is refused. */
static int is_usable(const autoheal_call* call) {
#ifdef BAD_NO_SIZE_CHECK
  return 1;
#endif
#ifdef BAD_EXACT_CALLER
  if (call->caller > AUTOHEAL_CALLER_BACKGROUND) return 0;
#endif
  return call != NULL && call->struct_size >= AUTOHEAL_CALL_SIZE_1_0;
}

static const char* take(const char* at, const char* end, const char* word) {
  while (at != NULL && at < end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r')) ++at;
  const size_t size = strlen(word);
  return at != NULL && (size_t)(end - at) >= size && memcmp(at, word, size) == 0 ? at + size : NULL;
}

static settings copy_settings(autoheal_instance* self) {
  pthread_mutex_lock(&self->lock);
  const settings copy = *SETTINGS(self);
  pthread_mutex_unlock(&self->lock);
  return copy;
}

static autoheal_status keep_key(void* sink, const void* data, size_t size) {
  settings* into = sink;
  if (size > sizeof into->key - into->key_size) return AUTOHEAL_RESULT_TOO_LARGE;
  memcpy(into->key + into->key_size, data, size);
  into->key_size += size;
  return AUTOHEAL_OK;
}

#if defined(BAD_LEAVES_THREAD) || defined(BAD_CALLS_AFTER_DESTROY) || defined(BAD_USES_CALL_LATE)
static void* linger(void* subject) {
  usleep(60000);
#ifdef BAD_CALLS_AFTER_DESTROY
  const autoheal_host* host = subject;
  host->unix_ns(host->ctx);
#endif
#ifdef BAD_USES_CALL_LATE
  const autoheal_call* call = subject;
  call->is_cancelled(call->ctx);
#endif
#ifdef BAD_LEAVES_THREAD
  (void)subject;
  sleep(30);
#endif
  return NULL;
}
static void leave_thread(const void* subject) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, linger, (void*)(size_t)subject) == 0) pthread_detach(thread);
}
#endif

static autoheal_status describe(const autoheal_call* call) {
  if (!is_usable(call)) return AUTOHEAL_INVALID_ARGUMENT;
#ifdef BAD_HANGS
  for (;;) pause();
#endif
#ifdef BAD_DESCRIBE_COUNTS
  static int count;
  char text[sizeof kDescribe + 32];
  const int size = snprintf(text, sizeof text, "{\"x-count\":%d,%s", __atomic_add_fetch(&count, 1, __ATOMIC_SEQ_CST), kDescribe + 1);
  return call->write_result(call->ctx, text, (size_t)size);
#endif
  return call->write_result(call->ctx, kDescribe, sizeof kDescribe - 1);
}

static autoheal_status create(const autoheal_host* host, const autoheal_identity* identity, const autoheal_call* call, autoheal_instance** out) {
  if (!is_usable(call)) return AUTOHEAL_INVALID_ARGUMENT;
  if (host->struct_size < AUTOHEAL_HOST_SIZE_1_0 || identity->struct_size < AUTOHEAL_IDENTITY_SIZE_1_0) return fail(call, AUTOHEAL_INVALID_ARGUMENT, NULL);
#ifdef BAD_NEEDS_ID
  if (identity->id.size == 0) return fail(call, AUTOHEAL_INVALID_ARGUMENT, NULL);
#endif
#ifdef BAD_EXACT_SIZE
  if (host->struct_size != sizeof *host) return fail(call, AUTOHEAL_UNSUPPORTED, NULL);
#endif
  autoheal_instance* self = calloc(1, sizeof *self);
#ifdef BAD_UNCHECKED_MALLOC
  self->host = host;
#else
  if (self == NULL) return fail(call, AUTOHEAL_OUT_OF_RESOURCES, NULL);
#endif
  self->host = host;
  self->label = identity->label;
  pthread_mutex_init(&self->lock, NULL);
#ifdef BAD_LEAKS
  self->note = calloc(1, 4096);
#endif
#ifdef BAD_LEAVES_OUT
  *out = self;
#endif
#if defined(BAD_LEAVES_OUT)
  if (host->secret_read == NULL) return fail(call, AUTOHEAL_UNSUPPORTED, NULL);
#endif
#ifdef BAD_WRONG_CREATE_STATUS
  if (host->secret_read == NULL) { free(self); return fail(call, AUTOHEAL_NOT_FOUND, NULL); }
#endif
  *out = self;
  return AUTOHEAL_OK;
}

static void destroy(autoheal_instance* self) {
#ifndef BAD_DESTROY_NULL
  if (self == NULL) return;
#endif
#if defined(BAD_CALLS_AFTER_DESTROY) || defined(BAD_LEAVES_THREAD)
  leave_thread(self->host);
#endif
  pthread_mutex_destroy(&self->lock);
  free(self);
}

static autoheal_status configure(autoheal_instance* self, autoheal_text json, const autoheal_call* call) {
  if (!is_usable(call)) return AUTOHEAL_INVALID_ARGUMENT;
  settings fresh = {0, 0, ""};
  const char *end = json.data + json.size, *at = take(take(take(json.data, end, "{"), end, "\"limit\""), end, ":");
  at = take(at, end, "");
#ifdef BAD_KEEPS_HALF
  copy_settings(self);
  self->settings.key_size = 0;
#endif
#ifdef BAD_TEARS_SETTINGS
  self->settings.limit = 0;
  usleep(2000);
#endif
#ifdef BAD_CONFIGURE_NETWORK
  use_network();
#endif
#ifdef BAD_CONFIGURE_SLOW
  usleep(150000);
#endif
  const int good = at != NULL && at < end && *at >= '1' && *at <= '9' && take(at + 1, end, "}") != NULL;
#ifdef BAD_TAKES_TRAILING
  const int whole = good;
#else
  const int whole = good && take(take(at + 1, end, "}"), end, "") == end;
#endif
#ifdef BAD_NO_POINTER
  if (!whole) return fail(call, AUTOHEAL_INVALID_ARGUMENT, NULL);
#else
  if (!whole) return fail(call, AUTOHEAL_INVALID_ARGUMENT, "/limit");
#endif
#ifdef BAD_REFUSES_SECOND
  if (copy_settings(self).limit != 0) return fail(call, AUTOHEAL_INVALID_STATE, NULL);
#endif
  fresh.limit = *at - '0';
  if (self->host->secret_read != NULL) {
    const autoheal_status status = self->host->secret_read(self->host->ctx, TEXT("key"), &fresh, keep_key);
#ifdef BAD_NEEDS_SECRET
    if (status == AUTOHEAL_NOT_FOUND) return fail(call, AUTOHEAL_INVALID_ARGUMENT, "/key");
#endif
    if (status != AUTOHEAL_OK && status != AUTOHEAL_NOT_FOUND) return fail(call, AUTOHEAL_UNAVAILABLE, NULL);
  }
#ifdef BAD_KEEPS_IDENTITY
  if (self->host->log) self->host->log(self->host->ctx, AUTOHEAL_LOG_INFO, self->label, TEXT(""));
#endif
#ifdef BAD_NEEDS_LOG
  self->host->log(self->host->ctx, AUTOHEAL_LOG_INFO, TEXT("configured"), TEXT(""));
#endif
#ifdef BAD_LOGS_SECRET
  if (self->host->log) self->host->log(self->host->ctx, AUTOHEAL_LOG_DEBUG, (autoheal_text){fresh.key, fresh.key_size}, TEXT(""));
#endif
#ifdef BAD_LOGS_BYTES
  if (self->host->log) self->host->log(self->host->ctx, AUTOHEAL_LOG_DEBUG, TEXT("\xff\xfe"), TEXT(""));
#endif
#ifdef BAD_PRINTS
  printf("configured\n");
  fflush(stdout);
#endif
#ifdef BAD_SETS_LOCALE
  setlocale(LC_ALL, "C.UTF-8");
#endif
#ifdef BAD_EXITS
  exit(0);
#endif
  pthread_mutex_lock(&self->lock);
  *SETTINGS(self) = fresh;
  pthread_mutex_unlock(&self->lock);
  return AUTOHEAL_OK;
}

static autoheal_status test_connection(autoheal_instance* self, const autoheal_call* call) {
  static const char kTable[] = "{\"verdict\":\"pass\",\"summary\":\"Fine.\",\"rows\":[]}";
  if (!is_usable(call)) return AUTOHEAL_INVALID_ARGUMENT;
  if (copy_settings(self).limit == 0) return fail(call, AUTOHEAL_INVALID_STATE, NULL);
#ifdef BAD_WORKS_PAST_DEADLINE
  use_network();
#endif
#ifdef BAD_OVERSLEEPS
  usleep(700000);
#endif
#ifdef BAD_CLOSES_DESCRIPTOR
  if (call->cancel_fd >= 0) close(call->cancel_fd);
#endif
#ifdef BAD_WILD_PROGRESS
  if (call->progress) call->progress(call->ctx, 20000, TEXT("almost"));
#endif
#ifdef BAD_USES_CALL_LATE
  leave_thread(call);
#endif
#ifdef BAD_NO_RESULT
  return AUTOHEAL_OK;
#endif
#ifdef BAD_UNKNOWN_STATUS
  return fail(call, 77, NULL);
#endif
  return call->write_result(call->ctx, kTable, sizeof kTable - 1);
}

static autoheal_status query(autoheal_instance* self, autoheal_text name, autoheal_text args, const autoheal_call* call) {
  if (!is_usable(call)) return AUTOHEAL_INVALID_ARGUMENT;
  const settings now = copy_settings(self);
  const char* end = args.data + args.size;
#ifndef BAD_NO_STATE_CHECK
  if (now.limit == 0) return fail(call, AUTOHEAL_INVALID_STATE, NULL);
#endif
#ifdef BAD_CRASHES_ON_EMPTY_NAME
  if (name.size == 0) abort();
#endif
#ifdef BAD_ANY_OPERATION
  if (name.size == 0) return fail(call, AUTOHEAL_UNSUPPORTED, NULL);
#else
  if (name.size != 9 || memcmp(name.data, "get_limit", 9) != 0) return fail(call, AUTOHEAL_UNSUPPORTED, NULL);
#endif
#ifndef BAD_ANY_ARGUMENTS
  if (args.size == 0 || take(take(take(args.data, end, "{"), end, "}"), end, "") != end) return fail(call, AUTOHEAL_INVALID_ARGUMENT, "");
#endif
#ifdef BAD_BREAKS_ITS_SCHEMA
  static const char* const kFormat = "{\"summary\":\"s\",\"data\":{\"limit\":\"%d\"},\"meta\":{\"complete\":true},\"links\":[]}";
#else
  static const char* const kFormat = "{\"summary\":\"s\",\"data\":{\"limit\":%d},\"meta\":{\"complete\":true},\"links\":[]}";
#endif
#ifdef BAD_GLOBAL_BUFFER
  static char text[256];
  static int busy;
  if (__atomic_exchange_n(&busy, 1, __ATOMIC_SEQ_CST) != 0) return fail(call, AUTOHEAL_INTERNAL, NULL);
  usleep(3000);
  __atomic_store_n(&busy, 0, __ATOMIC_SEQ_CST);
#else
  char text[256];
#endif
  const int size = snprintf(text, sizeof text, kFormat, now.limit);
#ifdef BAD_TAKES_LIMIT_FOR_FAULT
  if (call->max_result_bytes != 0 && call->max_result_bytes < (uint64_t)size) return fail(call, AUTOHEAL_OUT_OF_RESOURCES, NULL);
#endif
  const autoheal_status written = call->write_result(call->ctx, text, (size_t)size);
#ifdef BAD_MUMBLES_AFTER_REFUSAL
  if (written == AUTOHEAL_RESULT_TOO_LARGE) call->write_error(call->ctx, "too large", 9);
#else
  if (written == AUTOHEAL_RESULT_TOO_LARGE) return fail(call, written, NULL);
#endif
  return written;
}

/* 1: right, 0: wrong, -1: cannot be computed, which is not the sender's fault. */
static int is_signature(const settings* now, const char* text, size_t size, autoheal_bytes body) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  char hex[2 * EVP_MAX_MD_SIZE + 1];
  if (size != 67 || memcmp(text, "v1=", 3) != 0) return 0;
  if (HMAC(EVP_sha256(), now->key, (int)now->key_size, body.data, body.size, digest, &length) == NULL) return -1;
  for (unsigned i = 0; i < length; ++i) snprintf(hex + 2 * i, 3, "%02x", digest[i]);
#ifdef BAD_COMPARES_MOST
  return memcmp(hex, text + 3, 60) == 0;
#else
  return CRYPTO_memcmp(hex, text + 3, 64) == 0;
#endif
}

static int is_signed(const settings* now, const autoheal_webhook* hook) {
  int good = 0;
  for (uint32_t i = 0; i < hook->header_count; ++i) {
    const autoheal_header header = hook->headers[i];
#ifdef BAD_CASE_SENSITIVE
    if (header.name.size != 11 || memcmp(header.name.data, "X-Signature", 11) != 0) continue;
#else
    if (header.name.size != 11 || strncasecmp(header.name.data, "X-Signature", 11) != 0) continue;
#endif
    for (size_t at = 0; at <= header.value.size;) {
      const char* comma = at < header.value.size ? memchr(header.value.data + at, ',', header.value.size - at) : NULL;
      const size_t size = comma != NULL ? (size_t)(comma - header.value.data) - at : header.value.size - at;
      const int verdict = is_signature(now, header.value.data + at, size, hook->body);
#ifndef BAD_BLAMES_THE_SENDER
      if (verdict < 0) return -1;
#endif
      if (verdict > 0) good = 1;
      at += size + 1;
#ifdef BAD_FIRST_SIGNATURE_ONLY
      break;
#endif
    }
  }
#ifdef BAD_NEVER_VERIFIES
  good = 1;
#endif
#ifdef BAD_SKIPS_UNSIGNED
  if (hook->header_count == 0) good = 1;
#endif
  return good;
}

static autoheal_status handle_webhook(autoheal_instance* self, const autoheal_webhook* hook, autoheal_webhook_reply* reply,
                                      const autoheal_call* call) {
  if (!is_usable(call)) return AUTOHEAL_INVALID_ARGUMENT;
  if (hook->struct_size < AUTOHEAL_WEBHOOK_SIZE_1_0 || reply->struct_size < AUTOHEAL_WEBHOOK_REPLY_SIZE_1_0) return fail(call, AUTOHEAL_INVALID_ARGUMENT, NULL);
  const settings now = copy_settings(self);
  if (now.limit == 0) return fail(call, AUTOHEAL_INVALID_STATE, NULL);
#ifdef BAD_WEBHOOK_NETWORK
  use_network();
#endif
#ifdef BAD_REPLIES_TO_A_FORGER
  static const char kNothing[] = "{\"events\":[],\"signature\":\"invalid\",\"reply\":{\"headers\":{\"content-type\":\"text/plain\"},\"body\":\"The first byte differs.\"}}";
#else
  static const char kNothing[] = "{\"events\":[],\"signature\":\"current\"}";
#endif
  static const char kEvent[] = "{\"events\":[{\"event_id\":\"1\",\"kind\":\"triggered\"}],\"signature\":\"current\"}";
  (void)kEvent;
  const int verdict = now.key_size != 0 ? is_signed(&now, hook) : 1;
  if (verdict < 0) return fail(call, AUTOHEAL_OUT_OF_RESOURCES, NULL);
  if (verdict == 0) {
#ifdef BAD_REJECTS_WITH_STATUS
    return fail(call, AUTOHEAL_UNAUTHENTICATED, NULL);
#endif
    reply->http_status = 401;
#ifdef BAD_EVENTS_WITH_401
    return call->write_result(call->ctx, kEvent, sizeof kEvent - 1);
#endif
    return call->write_result(call->ctx, kNothing, sizeof kNothing - 1);
  }
  const char *text = (const char*)hook->body.data, *end = text + hook->body.size;
  const char* id = take(take(take(text, end, "{"), end, "\"id\":"), end, "\"");
#ifdef BAD_CRASHES_ON_EMPTY_BODY
  if (hook->body.size == 0) abort();
#endif
#ifdef BAD_EVENT_FROM_NOTHING
  if (id == NULL) { reply->http_status = 202; return call->write_result(call->ctx, kEvent, sizeof kEvent - 1); }
#endif
  const char* quote = id != NULL && id < end ? memchr(id, '"', (size_t)(end - id)) : NULL;
  const size_t id_size = quote != NULL ? (size_t)(quote - id) : 0;
  if (id_size == 0 || id_size > 32 || take(take(take(quote + 1, end, ","), end, "\"kind\":\"triggered\""), end, "}") == NULL) {
    reply->http_status = 400;
    return call->write_result(call->ctx, kNothing, sizeof kNothing - 1);
  }
  char event[512];
  int size = snprintf(event, sizeof event, "{\"events\":[{\"event_id\":\"%.*s\",\"kind\":\"triggered\"}],\"signature\":\"current\"}", (int)id_size, id);
#ifdef BAD_COUNTS_DELIVERIES
  static int count;
  size = snprintf(event, sizeof event, "{\"events\":[{\"event_id\":\"%d\",\"kind\":\"triggered\"}],\"signature\":\"current\"}", ++count);
#endif
#ifdef BAD_REPLY_SETS_COOKIE
#define REPLY "{\"headers\":{\"set-cookie\":\"a=b\"}}"
#elif defined(BAD_REPLY_IS_A_PAGE)
#define REPLY "{\"headers\":{\"content-type\":\"text/html\"},\"body\":\"<p>\"}"
#else
#define REPLY "{\"headers\":{\"content-type\":\"text/plain\",\"retry-after\":\"5\"},\"body_base64\":\"b2s=\"}"
#endif
  size = snprintf(event + size - 1, sizeof event - (size_t)size + 1, ",\"reply\":" REPLY "}") + size - 1;
#ifndef BAD_NO_HTTP_STATUS
  reply->http_status = 202;
#endif
#ifdef BAD_WRITES_WHOLE_REPLY
  memset(reply, 0, reply->struct_size);
  reply->http_status = 202;
#endif
  return call->write_result(call->ctx, event, (size_t)size);
}

static const void* extension(const char* id) {
#ifdef BAD_EXTENSION_BY_PREFIX
  if (strncmp(id, "autoheal.none/1", 15) == 0) return kDescribe;
#endif
  (void)id;
  return NULL;
}

#ifdef BAD_ID
#define ID {"My Plugin", 9}
#else
#define ID {"fixture", 7}
#endif
#ifdef BAD_SMALL_TABLE
#define SIZE 96 /* of 104 */
#else
#define SIZE sizeof(IntegrationPlugin)
#endif
#ifdef BAD_NULL_QUERY
#define QUERY NULL
#else
#define QUERY query
#endif

#if defined(BAD_NEW_TABLE)
static IntegrationPlugin
#else
static const IntegrationPlugin
#endif
    kPlugin = {SIZE, AUTOHEAL_ABI_MINOR, ID, {"1.0.0", 5}, describe, create, destroy, configure, test_connection, QUERY,
               handle_webhook, extension};

#ifdef BAD_TWO_SYMBOLS
AUTOHEAL_EXPORT void fixture_helper(void) { (void)query; }
#endif
#ifdef BAD_UNDEFINED
void no_such_function_anywhere(void);
#endif
#ifdef BAD_CONSTRUCTOR
__attribute__((constructor)) static void begin(void) { setenv("FIXTURE", "1", 1); }
#endif

autoheal_status autoheal_integration_entry(const autoheal_offer* offer, autoheal_answer* answer) {
#ifdef BAD_UNDEFINED
  no_such_function_anywhere();
#endif
  use_network; /* so that it is used in every build */
#ifndef BAD_NO_SIZE_CHECK
  if (offer->struct_size < AUTOHEAL_OFFER_SIZE_1_0 || answer->struct_size < AUTOHEAL_ANSWER_SIZE_1_0) return AUTOHEAL_INVALID_ARGUMENT;
#endif
  answer->abi_major_min = answer->abi_major_max = AUTOHEAL_ABI_MAJOR;
#ifdef BAD_WRITES_BEHIND_ANSWER
  memset(answer + 1, 0, 8);
#endif
#ifdef BAD_EXACT_MINOR
  if (offer->abi_minor != AUTOHEAL_ABI_MINOR) return AUTOHEAL_ABI_MISMATCH;
#endif
#ifdef BAD_ANY_MAJOR
  if (offer->abi_major != 0) return answer->plugin = &kPlugin, AUTOHEAL_OK;
#endif
#ifdef BAD_NEW_TABLE
  IntegrationPlugin* fresh = malloc(sizeof *fresh);
  memcpy(fresh, &kPlugin, sizeof *fresh);
  if (offer->abi_major == AUTOHEAL_ABI_MAJOR) return answer->plugin = fresh, AUTOHEAL_OK;
#endif
  if (offer->abi_major == AUTOHEAL_ABI_MAJOR) return answer->plugin = &kPlugin, AUTOHEAL_OK;
#ifndef BAD_MUTE_REFUSAL
  answer->reason = TEXT("This plugin speaks ABI major 1 only.");
#endif
  return AUTOHEAL_ABI_MISMATCH;
}
