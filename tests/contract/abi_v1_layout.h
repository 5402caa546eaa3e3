/*
 * ABI 1.0 as it was released: every struct's size, every member's offset and type, every number. Frozen: a line here is
 * never edited; a later minor gets a file of its own beside this one. LP64.
 *
 *   SIZE(type, bytes)                  a growing struct is at least this large
 *   FROZEN(type, bytes)                a frozen struct is exactly this large
 *   MEMBER(type, name, offset, what)   `what` is the member's type
 *   NUMBER(name, value)
 */
#ifndef AUTOHEAL_TESTS_ABI_V1_LAYOUT_H
#define AUTOHEAL_TESTS_ABI_V1_LAYOUT_H

/* clang-format off */
#define AUTOHEAL_V1_0_NUMBERS(NUMBER) \
  NUMBER(AUTOHEAL_ABI_MAJOR, 1) \
  NUMBER(AUTOHEAL_OK, 0) \
  NUMBER(AUTOHEAL_CANCELLED, 1) \
  NUMBER(AUTOHEAL_DEADLINE_EXCEEDED, 2) \
  NUMBER(AUTOHEAL_INVALID_ARGUMENT, 3) \
  NUMBER(AUTOHEAL_INVALID_STATE, 4) \
  NUMBER(AUTOHEAL_UNSUPPORTED, 5) \
  NUMBER(AUTOHEAL_NOT_FOUND, 6) \
  NUMBER(AUTOHEAL_ALREADY_EXISTS, 7) \
  NUMBER(AUTOHEAL_UNAUTHENTICATED, 8) \
  NUMBER(AUTOHEAL_PERMISSION_DENIED, 9) \
  NUMBER(AUTOHEAL_RATE_LIMITED, 10) \
  NUMBER(AUTOHEAL_UNAVAILABLE, 11) \
  NUMBER(AUTOHEAL_BAD_UPSTREAM_REPLY, 12) \
  NUMBER(AUTOHEAL_RESULT_TOO_LARGE, 13) \
  NUMBER(AUTOHEAL_OUT_OF_RESOURCES, 14) \
  NUMBER(AUTOHEAL_INTERNAL, 15) \
  NUMBER(AUTOHEAL_CONFLICT, 16) \
  NUMBER(AUTOHEAL_OUTCOME_UNKNOWN, 17) \
  NUMBER(AUTOHEAL_ABI_MISMATCH, 20) \
  NUMBER(AUTOHEAL_DEFAULT_RESULT_BYTES, 4194304) \
  NUMBER(AUTOHEAL_DEFAULT_ERROR_BYTES, 65536) \
  NUMBER(AUTOHEAL_CALLER_PERSON, 0) \
  NUMBER(AUTOHEAL_CALLER_AGENT, 1) \
  NUMBER(AUTOHEAL_CALLER_BACKGROUND, 2) \
  NUMBER(AUTOHEAL_PROGRESS_UNKNOWN, 4294967295) \
  NUMBER(AUTOHEAL_LOG_DEBUG, 0) \
  NUMBER(AUTOHEAL_LOG_INFO, 1) \
  NUMBER(AUTOHEAL_LOG_WARNING, 2) \
  NUMBER(AUTOHEAL_LOG_ERROR, 3) \
  NUMBER(AUTOHEAL_LOG_HOST_MISBEHAVING, 4) \
  NUMBER(AUTOHEAL_LOG_PLUGIN_MISBEHAVING, 5) \
  NUMBER(AUTOHEAL_OFFER_SIZE_1_0, 48) \
  NUMBER(AUTOHEAL_ANSWER_SIZE_1_0, 40) \
  NUMBER(AUTOHEAL_HOST_SIZE_1_0, 48) \
  NUMBER(AUTOHEAL_CALL_SIZE_1_0, 128) \
  NUMBER(AUTOHEAL_IDENTITY_SIZE_1_0, 40) \
  NUMBER(AUTOHEAL_WEBHOOK_SIZE_1_0, 72) \
  NUMBER(AUTOHEAL_WEBHOOK_REPLY_SIZE_1_0, 8) \
  NUMBER(AUTOHEAL_PLUGIN_SIZE_1_0, 104)

#define AUTOHEAL_V1_0_STRUCTS(SIZE, FROZEN, MEMBER) \
  FROZEN(autoheal_status, 4) \
  FROZEN(autoheal_text, 16) \
  MEMBER(autoheal_text, data, 0, const char*) \
  MEMBER(autoheal_text, size, 8, size_t) \
  FROZEN(autoheal_bytes, 16) \
  MEMBER(autoheal_bytes, data, 0, const uint8_t*) \
  MEMBER(autoheal_bytes, size, 8, size_t) \
  FROZEN(autoheal_header, 32) \
  MEMBER(autoheal_header, name, 0, autoheal_text) \
  MEMBER(autoheal_header, value, 16, autoheal_text) \
  SIZE(autoheal_host, 48) \
  MEMBER(autoheal_host, struct_size, 0, uint32_t) \
  MEMBER(autoheal_host, abi_minor, 4, uint32_t) \
  MEMBER(autoheal_host, ctx, 8, void*) \
  MEMBER(autoheal_host, log, 16, void (*)(void*, int32_t, autoheal_text, autoheal_text)) \
  MEMBER(autoheal_host, unix_ns, 24, int64_t (*)(void*)) \
  MEMBER(autoheal_host, secret_read, 32, int32_t (*)(void*, autoheal_text, void*, int32_t (*)(void*, const void*, size_t))) \
  MEMBER(autoheal_host, extension, 40, const void* (*)(void*, const char*)) \
  SIZE(autoheal_call, 128) \
  MEMBER(autoheal_call, struct_size, 0, uint32_t) \
  MEMBER(autoheal_call, cancel_fd, 4, int32_t) \
  MEMBER(autoheal_call, ctx, 8, void*) \
  MEMBER(autoheal_call, deadline_ns, 16, uint64_t) \
  MEMBER(autoheal_call, max_result_bytes, 24, uint64_t) \
  MEMBER(autoheal_call, max_error_bytes, 32, uint64_t) \
  MEMBER(autoheal_call, max_upstream_calls, 40, uint32_t) \
  MEMBER(autoheal_call, caller, 44, uint32_t) \
  MEMBER(autoheal_call, trace_parent, 48, autoheal_text) \
  MEMBER(autoheal_call, actor, 64, autoheal_text) \
  MEMBER(autoheal_call, idempotency_key, 80, autoheal_text) \
  MEMBER(autoheal_call, is_cancelled, 96, int32_t (*)(void*)) \
  MEMBER(autoheal_call, progress, 104, void (*)(void*, uint32_t, autoheal_text)) \
  MEMBER(autoheal_call, write_result, 112, int32_t (*)(void*, const void*, size_t)) \
  MEMBER(autoheal_call, write_error, 120, int32_t (*)(void*, const void*, size_t)) \
  SIZE(autoheal_webhook, 72) \
  MEMBER(autoheal_webhook, struct_size, 0, uint32_t) \
  MEMBER(autoheal_webhook, header_count, 4, uint32_t) \
  MEMBER(autoheal_webhook, headers, 8, const autoheal_header*) \
  MEMBER(autoheal_webhook, method, 16, autoheal_text) \
  MEMBER(autoheal_webhook, target, 32, autoheal_text) \
  MEMBER(autoheal_webhook, body, 48, autoheal_bytes) \
  MEMBER(autoheal_webhook, received_unix_ns, 64, int64_t) \
  SIZE(autoheal_webhook_reply, 8) \
  MEMBER(autoheal_webhook_reply, struct_size, 0, uint32_t) \
  MEMBER(autoheal_webhook_reply, http_status, 4, uint32_t) \
  SIZE(autoheal_identity, 40) \
  MEMBER(autoheal_identity, struct_size, 0, uint32_t) \
  MEMBER(autoheal_identity, reserved0, 4, uint32_t) \
  MEMBER(autoheal_identity, id, 8, autoheal_text) \
  MEMBER(autoheal_identity, label, 24, autoheal_text) \
  SIZE(IntegrationPlugin, 104) \
  MEMBER(IntegrationPlugin, struct_size, 0, uint32_t) \
  MEMBER(IntegrationPlugin, abi_minor, 4, uint32_t) \
  MEMBER(IntegrationPlugin, id, 8, autoheal_text) \
  MEMBER(IntegrationPlugin, version, 24, autoheal_text) \
  MEMBER(IntegrationPlugin, describe, 40, int32_t (*)(const autoheal_call*)) \
  MEMBER(IntegrationPlugin, create, 48, int32_t (*)(const autoheal_host*, const autoheal_identity*, const autoheal_call*, autoheal_instance**)) \
  MEMBER(IntegrationPlugin, destroy, 56, void (*)(autoheal_instance*)) \
  MEMBER(IntegrationPlugin, configure, 64, int32_t (*)(autoheal_instance*, autoheal_text, const autoheal_call*)) \
  MEMBER(IntegrationPlugin, test_connection, 72, int32_t (*)(autoheal_instance*, const autoheal_call*)) \
  MEMBER(IntegrationPlugin, query, 80, int32_t (*)(autoheal_instance*, autoheal_text, autoheal_text, const autoheal_call*)) \
  MEMBER(IntegrationPlugin, handle_webhook, 88, int32_t (*)(autoheal_instance*, const autoheal_webhook*, autoheal_webhook_reply*, const autoheal_call*)) \
  MEMBER(IntegrationPlugin, extension, 96, const void* (*)(const char*)) \
  SIZE(autoheal_offer, 48) \
  MEMBER(autoheal_offer, struct_size, 0, uint32_t) \
  MEMBER(autoheal_offer, abi_major, 4, uint32_t) \
  MEMBER(autoheal_offer, abi_minor, 8, uint32_t) \
  MEMBER(autoheal_offer, reserved0, 12, uint32_t) \
  MEMBER(autoheal_offer, host_name, 16, autoheal_text) \
  MEMBER(autoheal_offer, host_version, 32, autoheal_text) \
  SIZE(autoheal_answer, 40) \
  MEMBER(autoheal_answer, struct_size, 0, uint32_t) \
  MEMBER(autoheal_answer, abi_major_min, 4, uint32_t) \
  MEMBER(autoheal_answer, abi_major_max, 8, uint32_t) \
  MEMBER(autoheal_answer, host_minor_needed, 12, uint32_t) \
  MEMBER(autoheal_answer, plugin, 16, const IntegrationPlugin*) \
  MEMBER(autoheal_answer, reason, 24, autoheal_text)
/* clang-format on */

#endif /* AUTOHEAL_TESTS_ABI_V1_LAYOUT_H */
