// A host made of the raw C header: what a call wrote, what was logged, a clock that stands still, writers that refuse.
// Threads: one thread at a time, except where a test says otherwise.
#pragma once

#include "autoheal/abi.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace autoheal::testing {

struct LogLine {
  std::int32_t level;
  std::string message;
  std::string fields;
};

struct RawHost {
  RawHost() {
    table.struct_size = sizeof table;
    table.abi_minor = AUTOHEAL_ABI_MINOR;
    table.ctx = this;
    table.log = [](void* ctx, std::int32_t level, autoheal_text message, autoheal_text fields) {
      self(ctx).log.push_back({level, std::string(to_view(message)), std::string(to_view(fields))});
    };
    table.unix_ns = [](void* ctx) { return self(ctx).unix_ns; };
    table.secret_read = [](void* ctx, autoheal_text name, void* sink, autoheal_write_fn write) -> autoheal_status {
      const auto found = self(ctx).secrets.find(std::string(to_view(name)));
      if (found == self(ctx).secrets.end()) return AUTOHEAL_NOT_FOUND;
      for (const char& byte : found->second) {  // one byte a chunk: chunks must concatenate
        const autoheal_status written = write(sink, &byte, 1);
        if (written != AUTOHEAL_OK) return written;
      }
      return AUTOHEAL_OK;
    };
    table.extension = [](void*, const char*) -> const void* { return nullptr; };
  }
  RawHost(const RawHost&) = delete;
  RawHost& operator=(const RawHost&) = delete;

  bool has_logged(std::int32_t level, std::string_view part) const {
    for (const LogLine& line : log)
      if (line.level == level && (line.message + line.fields).find(part) != std::string::npos) return true;
    return false;
  }

  static RawHost& self(void* ctx) { return *static_cast<RawHost*>(ctx); }

  autoheal_host table{};
  std::vector<LogLine> log;
  std::map<std::string, std::string> secrets;
  std::int64_t unix_ns = 1'000'000'000;
};

struct RawCall {
  RawCall() {
    table.struct_size = sizeof table;
    table.cancel_fd = -1;
    table.ctx = this;
    table.is_cancelled = [](void* ctx) -> std::int32_t { return self(ctx).cancelled ? 1 : 0; };
    table.progress = [](void* ctx, std::uint32_t permyriad, autoheal_text message) {
      self(ctx).progress.emplace_back(permyriad, std::string(to_view(message)));
    };
    table.write_result = [](void* ctx, const void* data, std::size_t size) {
      return take(self(ctx).result, self(ctx).result_answer, data, size);
    };
    table.write_error = [](void* ctx, const void* data, std::size_t size) {
      return take(self(ctx).error, self(ctx).error_answer, data, size);
    };
  }
  RawCall(const RawCall&) = delete;
  RawCall& operator=(const RawCall&) = delete;

  static RawCall& self(void* ctx) { return *static_cast<RawCall*>(ctx); }
  static autoheal_status take(std::string& into, autoheal_status answer, const void* data, std::size_t size) {
    if (answer == AUTOHEAL_OK) into.append(static_cast<const char*>(data), size);
    return answer;
  }

  autoheal_call table{};
  std::string result;
  std::string error;
  std::vector<std::pair<std::uint32_t, std::string>> progress;
  autoheal_status result_answer = AUTOHEAL_OK;
  autoheal_status error_answer = AUTOHEAL_OK;
  bool cancelled = false;
};

struct RawIdentity {
  RawIdentity(std::string_view id, std::string_view label) {
    table.struct_size = sizeof table;
    table.id = to_text(id);
    table.label = to_text(label);
  }

  autoheal_identity table{};
};

struct RawWebhook {
  RawWebhook() {
    table.struct_size = sizeof table;
    table.header_count = 1;
    table.headers = &header;
    table.method = to_text("POST");
    table.target = to_text("/hook");
    table.body = to_bytes("{}");
    table.received_unix_ns = 7;
    reply.struct_size = sizeof reply;
  }
  RawWebhook(const RawWebhook&) = delete;
  RawWebhook& operator=(const RawWebhook&) = delete;

  autoheal_header header{to_text("X-Sign"), to_text("v1=a")};
  autoheal_webhook table{};
  autoheal_webhook_reply reply{};
};

}  // namespace autoheal::testing
