#include "kit/http/verdict.hpp"

#include "kit/http/retry_policy.hpp"

namespace autoheal::kit::http {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLongEnoughToBlame{2000};  // a call shorter than this says nothing about the service

bool is_timeout(Fault fault) noexcept {
  return fault == Fault::timeout || fault == Fault::connect_timeout || fault == Fault::dns_timeout ||
         fault == Fault::tls_timeout;
}

// Whether the service, or the way to it, is to blame.
AttemptEnd::Kind kind_of(const Attempt& attempt) noexcept {
  switch (attempt.fault) {
    case Fault::none:
      return attempt.status >= 500 ? AttemptEnd::Kind::failure : AttemptEnd::Kind::reply;
    case Fault::protocol:
    case Fault::body_too_large:
      return AttemptEnd::Kind::reply;
    case Fault::out_of_memory:
    case Fault::internal:
      return AttemptEnd::Kind::abandoned;
    default:
      return AttemptEnd::Kind::failure;
  }
}

AttemptEnd end_of(const Attempt& attempt, const Job& job, AttemptEnd::Kind kind) {
  AttemptEnd end;
  end.kind = kind;
  end.status = attempt.status;
  end.attempt = job.attempts;
  end.limit = attempt.headers.limit();
  end.remaining = attempt.headers.remaining();
  end.reset = attempt.headers.reset();
  return end;
}

}  // namespace

Error call_limit_error(std::string_view service, std::uint32_t most) {
  return Error::of(Errc::rate_limited,
                   "This call may make at most " + std::to_string(most) + " requests to " + std::string(service) + ".",
                   "Allow the call more requests, or ask for less.");
}

Error deadline_error(std::string_view host) {
  return Error::of(Errc::deadline_exceeded, std::string(host) + " had not answered when the time for this call was up.",
                   "Allow the call more time, or ask for less.");
}

AttemptEnd end_of_success(const Attempt& attempt, const Job& job) {
  return end_of(attempt, job, AttemptEnd::Kind::success);
}

FailedVerdict judge_failure(const Attempt& attempt, const Job& job, bool cut_by_deadline,
                            std::chrono::steady_clock::time_point now, UtcTime wall_clock) {
  FailedVerdict out;
  out.error = error_of(attempt, *job.target->service, job.target->host);
  out.out_of_time =
      is_timeout(attempt.fault) && cut_by_deadline && job.deadline - now <= kMargin + kLeastTimeForAttempt / 2;
  if (out.out_of_time) out.error = job.last_error ? *job.last_error : deadline_error(job.target->host);

  const bool blameless = out.out_of_time && attempt.elapsed < kLongEnoughToBlame;
  out.end = end_of(attempt, job, blameless ? AttemptEnd::Kind::abandoned : kind_of(attempt));
  out.end.retryable = is_worth_retrying(out.error.code);
  if (attempt.status == 429 || attempt.status == 503) {
    out.end.told_to_wait = attempt.headers.retry_after(wall_clock);
    if (!out.end.told_to_wait && attempt.status == 429) out.end.told_to_wait = attempt.headers.reset();
  }
  if (out.error.code == Errc::rate_limited) out.error.retry_after = quiet_time(job.attempts, out.end.told_to_wait, 0.0);
  return out;
}

}  // namespace autoheal::kit::http
