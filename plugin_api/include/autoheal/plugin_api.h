/*
 * autoheal/plugin_api.h - the whole contract between the Autoheal host and an integration plugin.
 *
 * Purpose   One shared library gives Autoheal one integration (PagerDuty, say). The library exports exactly one
 *           C function, AUTOHEAL_ENTRY_SYMBOL, which negotiates a version and hands out a static table of
 *           functions, IntegrationPlugin. Everything else is reached through that table.
 * Version   ABI 1.0. Needs <stddef.h> and <stdint.h>; valid as C11, C17, C++17 and C++20.
 *
 * The seven rules
 *  1. Growth. Every struct that crosses the border starts with struct_size, set by whoever owns the memory.
 *     Members are only ever appended; a reader touches a member only if it lies inside struct_size
 *     (AUTOHEAL_HAS), and refuses a struct smaller than its size in 1.0. The three that have no struct_size (text,
 *     bytes, header) are frozen. Statuses and meanings never change; unknown statuses read as AUTOHEAL_INTERNAL.
 *     Reserved members are 0, and ignored by readers. The ABI is that of POSIX systems with LP64 (64-bit pointers,
 *     long and size_t): a call carries a file descriptor, and the sizes below are for that data model only.
 *  2. Memory. Nothing allocated on one side is freed on the other. Whoever receives bytes supplies the writer.
 *     Views (text, bytes, headers) are valid until the call that carried them returns, unless said otherwise.
 *  3. Text is UTF-8, pointer and length, not terminated; the one exception are the ids of extensions, which are
 *     NUL-terminated ASCII, so that they can be literals in any language. Documents are JSON (RFC 8259); their shapes
 *     and versions are in docs/documents.md.
 *  4. Time. Every call that may take long carries an absolute deadline on CLOCK_MONOTONIC and two ways to see a
 *     cancel. The plugin returns within 250 ms of either.
 *  5. Results. A call that produced a result returns AUTOHEAL_OK and says the rest in the result; any other
 *     status means that there is no result, and the error document says why. That holds for a result that grew too
 *     large, too: what was written of it is dropped, its error document is not.
 *  6. Failures stay inside. No exception, longjmp or signal crosses the border in either direction.
 *  7. Life. A library is never unloaded. There is no library-level init; state lives in instances. A thread that
 *     the plugin started for an instance has ended when destroy returns.
 *
 * Thread tags, the whole vocabulary
 *  [any-thread]  from any thread, in parallel with everything.
 *  [concurrent]  in parallel with itself, with the other concurrent calls and with configure on one instance.
 *  [serialized]  the host makes one such call at a time per instance; concurrent calls may run beside it and
 *                finish on the settings they started with.
 *  [exclusive]   no other call on that instance is in flight.
 *  Different instances are always independent of each other.
 *
 * What a host owes (docs/abi.md explains each; a plugin that sees a breach logs it with the number)
 *  O1 passes a call context with every call, an identity with create, and a place for every answer, all with
 *     struct_size set and the rest zeroed; never a NULL host or instance (except destroy(NULL)).
 *  O2 passes UTF-8 where the type is autoheal_text, and keeps every view alive and unchanged during the call.
 *  O3 passes webhooks whole: body and headers exactly as they came in.
 *  O4 makes one configure at a time per instance.
 *  O5 calls destroy once, with no other call on that instance in flight, before main ends.
 *  O6 never unloads a library, never loads it with RTLD_DEEPBIND, never forks without exec while instances live.
 *  O7 ignores SIGPIPE, cancels no thread inside a plugin, gives each call at least 256 KiB of stack.
 *  O8 checks settings and arguments against the describe document before the call, caps results and error documents
 *     at what the call says and not below, and webhook bodies at what describe says.
 *  O9 takes whatever a plugin answers as untrusted input, and logs a breach as plugin_misbehaving with the number of
 *     the requirement.
 */
#ifndef AUTOHEAL_PLUGIN_API_H
#define AUTOHEAL_PLUGIN_API_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- version --------------------------------------------------------------------------------------------- */

/* A different major does not load. A different minor always does: each side uses what both know. */
#define AUTOHEAL_ABI_MAJOR 1u
#define AUTOHEAL_ABI_MINOR 0u

/* The one exported symbol, as text for dlsym and as the name of the function declared below. */
#define AUTOHEAL_ENTRY_SYMBOL "autoheal_integration_entry"

/* True if `member` lies wholly inside the struct that `ptr` points to, as large as its owner says it is. */
#define AUTOHEAL_HAS(ptr, type, member) \
    ((size_t)(ptr)->struct_size >= offsetof(type, member) + sizeof(((type*)0)->member))

/* ---- statuses -------------------------------------------------------------------------------------------- */

/* The outcome of a call. Closed list, numbers are for ever; 1000 and above are private to a plugin and its host. */
typedef int32_t autoheal_status;

#define AUTOHEAL_OK 0                 /* there is a result */
#define AUTOHEAL_CANCELLED 1          /* the host asked to stop */
#define AUTOHEAL_DEADLINE_EXCEEDED 2  /* the deadline passed before there was anything to say */
#define AUTOHEAL_INVALID_ARGUMENT 3   /* bad settings, arguments or flags: caller must change them */
#define AUTOHEAL_INVALID_STATE 4      /* for example: not configured yet */
#define AUTOHEAL_UNSUPPORTED 5        /* unknown operation, missing host service, absent feature */
#define AUTOHEAL_NOT_FOUND 6          /* the named thing does not exist upstream */
#define AUTOHEAL_ALREADY_EXISTS 7     /* reserved for host services that put if absent */
#define AUTOHEAL_UNAUTHENTICATED 8    /* upstream refused the credential */
#define AUTOHEAL_PERMISSION_DENIED 9  /* credential accepted, but it may not do this (or the plan does not allow it) */
#define AUTOHEAL_RATE_LIMITED 10      /* upstream says slow down; retry_after_ms in the error document */
#define AUTOHEAL_UNAVAILABLE 11       /* name resolution, connect, TLS, 5xx, or an open circuit breaker */
#define AUTOHEAL_BAD_UPSTREAM_REPLY 12 /* upstream answered something that breaks its own contract */
#define AUTOHEAL_RESULT_TOO_LARGE 13  /* more than max_result_bytes, or the writer said that it takes no more */
#define AUTOHEAL_OUT_OF_RESOURCES 14  /* memory, descriptors, threads */
#define AUTOHEAL_INTERNAL 15          /* a bug: an exception was caught at the border */
#define AUTOHEAL_CONFLICT 16          /* reserved for writes: the thing changed meanwhile; read it again, then decide */
#define AUTOHEAL_OUTCOME_UNKNOWN 17   /* reserved for writes: sent, and nobody knows whether it took effect */
#define AUTOHEAL_ABI_MISMATCH 20      /* only from the entry: no common major */

/* ---- views ----------------------------------------------------------------------------------------------- */

/* UTF-8, not terminated. data may be NULL only if size is 0. These two are frozen: they travel by value. */
typedef struct autoheal_text {
    const char* data;
    size_t size;
} autoheal_text;

/* Raw bytes, exactly as they were received. */
typedef struct autoheal_bytes {
    const uint8_t* data;
    size_t size;
} autoheal_bytes;

/* One live integration inside a plugin. Opaque; owned by the plugin, from create to destroy. */
typedef struct autoheal_instance autoheal_instance;

/* Receives bytes; chunks concatenate. Anything but AUTOHEAL_OK means: stop writing and return that status. */
typedef autoheal_status (*autoheal_write_fn)(void* sink, const void* data, size_t size);

/* ---- host services --------------------------------------------------------------------------------------- */

#define AUTOHEAL_LOG_DEBUG 0
#define AUTOHEAL_LOG_INFO 1
#define AUTOHEAL_LOG_WARNING 2
#define AUTOHEAL_LOG_ERROR 3
#define AUTOHEAL_LOG_HOST_MISBEHAVING 4   /* the plugin saw the host break this contract */
#define AUTOHEAL_LOG_PLUGIN_MISBEHAVING 5 /* the host saw the plugin break this contract */

/*
 * What the host offers to one instance. Valid from the start of create to the return of destroy. Every function is
 * [any-thread], returns soon, never calls back into the plugin, and may be NULL when the host does not offer it.
 */
typedef struct autoheal_host {
    uint32_t struct_size;
    uint32_t abi_minor;
    void* ctx; /* first argument of every function below */

    /* One line for the operator. fields_json: a JSON object of details, or empty. Never a secret, never a body. */
    void (*log)(void* ctx, int32_t level, autoheal_text message, autoheal_text fields_json);

    /* Wall clock, nanoseconds since 1970-01-01T00:00:00Z. */
    int64_t (*unix_ns)(void* ctx);

    /* The secret of that setting's name, given to `write`. Called in configure only; after a rotation the host
     * calls configure again. AUTOHEAL_NOT_FOUND: not set. AUTOHEAL_UNAVAILABLE: the secret store is locked.
     * The plugin wipes its copy when it no longer needs it. */
    autoheal_status (*secret_read)(void* ctx, autoheal_text name, void* sink, autoheal_write_fn write);

    /* Optional host features, by "vendor.name/REVISION" (NUL-terminated ASCII); a struct_size-prefixed table that lives
     * as long as this struct, or NULL if unknown. */
    const void* (*extension)(void* ctx, const char* id);
} autoheal_host;

/* ---- the context of a call ------------------------------------------------------------------------------- */

/* Caps where a call names none (0). */
#define AUTOHEAL_DEFAULT_RESULT_BYTES 4194304u /* 4 MiB */
#define AUTOHEAL_DEFAULT_ERROR_BYTES 65536u    /* 64 KiB */

/* Who waits for the answer, so that a plugin can share a scarce upstream fairly. Closed list; an unknown number reads
 * as AUTOHEAL_CALLER_PERSON: nobody is starved by a word that a plugin does not know. */
#define AUTOHEAL_CALLER_PERSON 0u     /* somebody looks at a screen */
#define AUTOHEAL_CALLER_AGENT 1u      /* a program that may ask often, and reads what a refusal says */
#define AUTOHEAL_CALLER_BACKGROUND 2u /* nobody waits: reconciliation, enrichment, checks by a timer */

/* The progress of work whose end is not in sight. */
#define AUTOHEAL_PROGRESS_UNKNOWN 0xFFFFFFFFu

/*
 * Carried by every call that may take long; valid until that call returns. The functions may be used from any plugin
 * thread that works for this call. What was written as result is dropped on a status other than OK, what was written
 * as error is dropped on OK.
 */
typedef struct autoheal_call {
    uint32_t struct_size;
    int32_t cancel_fd; /* becomes readable on cancel; -1: none. Poll it; never read or close it */
    void* ctx;
    uint64_t deadline_ns;        /* on CLOCK_MONOTONIC; 0: no deadline */
    uint64_t max_result_bytes;   /* all chunks together; 0: AUTOHEAL_DEFAULT_RESULT_BYTES */
    uint64_t max_error_bytes;    /* likewise; 0: AUTOHEAL_DEFAULT_ERROR_BYTES */
    uint32_t max_upstream_calls; /* requests that this call may cost, repeats included; 0: what the plugin allows */
    uint32_t caller;             /* AUTOHEAL_CALLER_* */
    autoheal_text trace_parent;  /* W3C trace context, or empty */

    /* Who asks, for the plugin's log and an upstream's audit trail: a JSON object (docs/documents.md), or empty. It may
     * be logged as it is; it is never a credential and proves nothing. */
    autoheal_text actor;

    /* The same text for a repeat of the same intent, another for another; at most 128 printable ASCII without blanks,
     * or empty. It matters to calls that change something. */
    autoheal_text idempotency_key;

    /* 1 when cancelled or past the deadline, else 0. */
    int32_t (*is_cancelled)(void* ctx);

    /* Optional (may be NULL). 0..10000 parts of the work done, may go back, or AUTOHEAL_PROGRESS_UNKNOWN; message: a
     * few words for a person. */
    void (*progress)(void* ctx, uint32_t permyriad, autoheal_text message);

    /* Chunks concatenate. Whatever is not AUTOHEAL_OK ends the call with that status, and nothing more is written:
     *   AUTOHEAL_RESULT_TOO_LARGE from write_result: what was written of the result is dropped; write_error still takes
     *     the error document, which should say what to narrow (a host makes a plain one where there is none).
     *   AUTOHEAL_RESULT_TOO_LARGE from write_error: the error document is dropped; nothing more to either writer.
     *   AUTOHEAL_CANCELLED from either: nobody listens any more; nothing more to either writer. */
    autoheal_status (*write_result)(void* ctx, const void* data, size_t size);
    autoheal_status (*write_error)(void* ctx, const void* data, size_t size);
} autoheal_call;

/* ---- webhooks -------------------------------------------------------------------------------------------- */

/* Frozen: it is the element of an array, so it can never grow. Names and values are bytes as the sender chose
 * them; a value need not be UTF-8. */
typedef struct autoheal_header {
    autoheal_text name; /* as received, any case */
    autoheal_text value;
} autoheal_header;

/* One delivery, as it came in: order and duplicates of headers kept, body untouched (signatures are over it). */
typedef struct autoheal_webhook {
    uint32_t struct_size;
    uint32_t header_count;
    const autoheal_header* headers;
    autoheal_text method;
    autoheal_text target; /* path and query, with the host's own token already replaced */
    autoheal_bytes body;
    int64_t received_unix_ns;
} autoheal_webhook;

/* What the sender is told. Zeroed by the host, struct_size set. With OK, http_status is 100 to 599; headers and a body
 * for the sender are the result's member `reply` (docs/documents.md). With any other status http_status is ignored: the
 * fault is ours and not the sender's, who is told to deliver again (503). */
typedef struct autoheal_webhook_reply {
    uint32_t struct_size;
    uint32_t http_status;
} autoheal_webhook_reply;

/* ---- the plugin ------------------------------------------------------------------------------------------ */

/* Which instance is made. Valid during create; a plugin copies what it keeps. */
typedef struct autoheal_identity {
    uint32_t struct_size;
    uint32_t reserved0; /* 0 */

    /* Chosen by the host: names this integration for state, metrics and idempotency, is the same after a restart, and
     * is never given to another one. ^[A-Za-z0-9._-]{1,64}$; empty for an instance that is thrown away after a try. */
    autoheal_text id;
    autoheal_text label; /* its name in logs; people may change it */
} autoheal_identity;

/*
 * Static, immutable, alive as long as the process. All members are required, except handle_webhook, which is NULL
 * for an integration without webhooks.
 */
typedef struct IntegrationPlugin {
    uint32_t struct_size;
    uint32_t abi_minor;
    autoheal_text id;      /* "pagerduty": ^[a-z][a-z0-9_]*$ */
    autoheal_text version; /* "1.0.0" */

    /* [any-thread] Writes the describe document: settings schema, operations, webhook contract. No instance, no
     * I/O, under 100 ms, the same bytes every time. */
    autoheal_status (*describe)(const autoheal_call* call);

    /* [any-thread] A new instance. No network. On failure *out stays NULL and nothing is leaked. `host` outlives the
     * instance, `identity` does not. */
    autoheal_status (*create)(const autoheal_host* host, const autoheal_identity* identity, const autoheal_call* call,
                              autoheal_instance** out);

    /* [exclusive] Ends the instance: threads joined, no host service is called afterwards. NULL is allowed. */
    void (*destroy)(autoheal_instance* instance);

    /* [serialized] Takes the settings (a JSON object without secrets) and reads the secrets. All or nothing: on
     * failure the old settings stay in force. No network. Mistakes are INVALID_ARGUMENT with problems[]. */
    autoheal_status (*configure)(autoheal_instance* instance, autoheal_text settings_json,
                                 const autoheal_call* call);

    /* [concurrent] Result: the connection table. A failing table is OK with verdict "fail". */
    autoheal_status (*test_connection)(autoheal_instance* instance, const autoheal_call* call);

    /* [concurrent] One operation of the describe document. args_json: a JSON object. Result: the envelope. What a host
     * asks by itself (reading back after a gap, for example) it finds by the operation's `role`, never by its name. */
    autoheal_status (*query)(autoheal_instance* instance, autoheal_text operation, autoheal_text args_json,
                             const autoheal_call* call);

    /* [concurrent] Verifies, parses and maps one delivery. Pure: no I/O, under 1 s, remembers nothing. Events in
     * the result count only if the status is OK and http_status is 2xx. */
    autoheal_status (*handle_webhook)(autoheal_instance* instance, const autoheal_webhook* webhook,
                                      autoheal_webhook_reply* reply, const autoheal_call* call);

    /* [any-thread] Optional plugin features, by "vendor.name/REVISION" (NUL-terminated ASCII); a struct_size-prefixed
     * table that lives as long as the process, or NULL if unknown. */
    const void* (*extension)(const char* id);
} IntegrationPlugin;

/* ---- entry ----------------------------------------------------------------------------------------------- */

/* Host to plugin: who is asking. */
typedef struct autoheal_offer {
    uint32_t struct_size;
    uint32_t abi_major;
    uint32_t abi_minor;
    uint32_t reserved0; /* 0 */
    autoheal_text host_name;
    autoheal_text host_version;
} autoheal_offer;

/* Plugin to host. Zeroed by the host, struct_size set. */
typedef struct autoheal_answer {
    uint32_t struct_size;
    uint32_t abi_major_min;
    uint32_t abi_major_max;
    uint32_t host_minor_needed; /* declared by the author, normally 0; never copied from the SDK's own minor */
    const IntegrationPlugin* plugin; /* NULL when refused */
    autoheal_text reason;            /* static; one sentence when refused */
} autoheal_answer;

#if defined(__GNUC__)
#define AUTOHEAL_EXPORT __attribute__((visibility("default")))
#else
#define AUTOHEAL_EXPORT
#endif

/* [any-thread] The only export. Pure, under 1 ms, callable any number of times. Its signature never changes.
 * AUTOHEAL_OK with a table, or AUTOHEAL_ABI_MISMATCH with the range of majors and a sentence. */
AUTOHEAL_EXPORT autoheal_status autoheal_integration_entry(const autoheal_offer* offer, autoheal_answer* answer);

/* ---- sizes of 1.0 ---------------------------------------------------------------------------------------- */

/* A struct smaller than its 1.0 size is refused; these never change. LP64. */
#define AUTOHEAL_OFFER_SIZE_1_0 48u
#define AUTOHEAL_ANSWER_SIZE_1_0 40u
#define AUTOHEAL_HOST_SIZE_1_0 48u
#define AUTOHEAL_CALL_SIZE_1_0 128u
#define AUTOHEAL_IDENTITY_SIZE_1_0 40u
#define AUTOHEAL_WEBHOOK_SIZE_1_0 72u
#define AUTOHEAL_WEBHOOK_REPLY_SIZE_1_0 8u
#define AUTOHEAL_PLUGIN_SIZE_1_0 104u

#ifdef __cplusplus
}
#endif

#endif /* AUTOHEAL_PLUGIN_API_H */
