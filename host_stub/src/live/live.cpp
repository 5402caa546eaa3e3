#include "live/live.hpp"

#include "alerts/alerts.hpp"
#include "intake/delivery_log.hpp"
#include "integrations/alert_source.hpp"
#include "integrations/integrations.hpp"
#include "log/log.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <chrono>

namespace autoheal::host {
namespace {

namespace json = boost::json;

constexpr std::chrono::milliseconds kLookForNewsEvery{500};
constexpr std::chrono::seconds kHeartbeatEvery{15};
constexpr std::chrono::milliseconds kCoalesceFor{20};
constexpr std::size_t kMostAtOnce = 500;

std::string render_event(std::string_view type, const ChangeMark& mark, const json::object& value) {
  std::string out = "id: " + std::to_string(mark.alert) + "." + std::to_string(mark.delivery) + "\nevent: ";
  return out.append(type).append("\ndata: ").append(json::serialize(value)).append("\n\n");
}

bool parse_number(std::string_view text, std::int64_t& number) {
  const auto* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, number);
  return result.ec == std::errc{} && result.ptr == end && number >= 0;
}

}  // namespace

LiveHub::LiveHub(const Parts& parts, std::unique_ptr<ChangeFeed> feed) : parts_(parts), feed_(std::move(feed)) {
  move_to_newest();
  (void)read_integrations(mark_, false);
  thread_ = std::jthread([this] { run(); });
}

LiveHub::~LiveHub() {
  const std::scoped_lock lock(mutex_);
  stopping_ = true;
  wake_.notify_all();
}

void LiveHub::notify() {
  const std::scoped_lock lock(mutex_);
  changed_ = true;
  wake_.notify_all();
}

void LiveHub::notify_delivery(std::int64_t id) {
  const std::scoped_lock lock(mutex_);
  if (changed_deliveries_.size() < kMostAtOnce) changed_deliveries_.push_back(id);
  wake_.notify_all();
}

void LiveHub::subscribe(std::shared_ptr<http::Stream> stream, std::string_view last_event_id) {
  Newcomer newcomer{std::move(stream), std::nullopt};
  ChangeMark mark;
  const auto dot = last_event_id.find('.');
  if (dot != std::string_view::npos && parse_number(last_event_id.substr(0, dot), mark.alert) &&
      parse_number(last_event_id.substr(dot + 1), mark.delivery)) {
    newcomer.resume_at = mark;
  }
  const std::scoped_lock lock(mutex_);
  newcomers_.push_back(std::move(newcomer));
  wake_.notify_all();
}

std::size_t LiveHub::streams() const {
  const std::scoped_lock lock(mutex_);
  return subscribers_.size() + newcomers_.size();
}

// A mark that cannot be read stays: then more is sent than is needed.
void LiveHub::move_to_newest() {
  if (auto newest = feed_->newest(); newest.has_value()) mark_ = newest.value();
}

Result<std::optional<std::string>> LiveHub::read_after(ChangeMark& mark) {
  AH_TRY(const auto alerts, feed_->list_alerts_after(mark.alert, kMostAtOnce + 1));
  AH_TRY(const auto deliveries, feed_->list_deliveries_after(mark.delivery, kMostAtOnce + 1));
  if (alerts.size() + deliveries.size() > kMostAtOnce) return std::optional<std::string>{};
  std::string out;
  for (const auto& [alert, number] : alerts) {
    mark.alert = number;
    out += render_event("alert", mark, render_alert(alert));
  }
  for (const auto& delivery : deliveries) {
    mark.delivery = delivery.id;
    out += render_event("delivery", mark, render_delivery(delivery));
  }
  return std::optional<std::string>(std::move(out));
}

// Integrations have no number that counts their changes: what differs from what was sent last is sent again.
Result<std::string> LiveHub::read_integrations(const ChangeMark& mark, bool all) {
  AH_TRY(const auto integrations, parts_.integrations.list());
  std::string out;
  std::map<std::int64_t, std::string> seen;
  for (const auto& integration : integrations) {
    AH_TRY(const auto rendered, parts_.sources.render_with_source(integration));
    auto text = render_event("integration", mark, rendered);
    auto key = json::serialize(rendered);
    const auto before = integrations_.find(integration.id);
    if (all || before == integrations_.end() || before->second != key) out += text;
    seen.emplace(integration.id, std::move(key));
  }
  const bool removed = std::any_of(integrations_.begin(), integrations_.end(),
                                   [&](const auto& before) { return !seen.contains(before.first); });
  if (removed) out += render_event("lagged", mark, {});
  integrations_ = std::move(seen);
  return out;
}

void LiveHub::send(const std::string& text) {
  if (text.empty()) return;
  std::vector<std::shared_ptr<http::Stream>> streams;
  {
    const std::scoped_lock lock(mutex_);
    streams = subscribers_;
  }
  std::vector<std::shared_ptr<http::Stream>> gone;
  for (const auto& stream : streams) {
    if (!stream->write(text)) gone.push_back(stream);
  }
  const std::scoped_lock lock(mutex_);
  std::erase_if(subscribers_, [&](const auto& s) { return std::find(gone.begin(), gone.end(), s) != gone.end(); });
}

// A stream begins where it ended, or now. `retry` is how soon a browser tries again.
void LiveHub::greet(const Newcomer& newcomer) {
  std::string hello = "retry: 2000\n: hello\n\n";
  if (newcomer.resume_at) {
    auto mark = *newcomer.resume_at;
    auto missed = read_after(mark);
    const bool from_the_future =
        newcomer.resume_at->alert > mark_.alert || newcomer.resume_at->delivery > mark_.delivery;
    if (from_the_future || !missed.has_value() || !missed.value()) {
      hello += render_event("lagged", mark_, {});
    } else {
      hello += *missed.value();
      if (auto integrations = read_integrations(mark_, true); integrations.has_value()) hello += integrations.value();
    }
  }
  if (!newcomer.stream->write(hello)) return;
  const std::scoped_lock lock(mutex_);
  subscribers_.push_back(newcomer.stream);
}

// What changed since the last look, to everybody who listens.
void LiveHub::look() {
  if (streams() == 0) return move_to_newest();
  auto mark = mark_;
  const auto changes = read_after(mark);
  if (!changes.has_value()) return log_warning("live updates cannot be read", {{"why", changes.error().message}});
  if (changes.value()) {
    mark_ = mark;
    send(*changes.value());
  } else {
    move_to_newest();
    send(render_event("lagged", mark_, {}));
  }
  if (auto integrations = read_integrations(mark_, false); integrations.has_value()) send(integrations.value());
}

void LiveHub::resend(const std::vector<std::int64_t>& deliveries) {
  for (const auto id : deliveries) {
    const auto found = parts_.deliveries.find(id);
    if (!found.has_value()) return;
    if (found.value()) send(render_event("delivery", mark_, render_delivery(*found.value())));
  }
}

void LiveHub::run() {
  auto heartbeat = std::chrono::steady_clock::now() + kHeartbeatEvery;
  for (;;) {
    std::vector<Newcomer> newcomers;
    std::vector<std::int64_t> deliveries;
    bool changed = false;
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, kLookForNewsEvery,
                     [this] { return stopping_ || changed_ || !newcomers_.empty() || !changed_deliveries_.empty(); });
      if (stopping_) return;
      newcomers.swap(newcomers_);
      deliveries.swap(changed_deliveries_);
      changed = std::exchange(changed_, false);
    }
    const auto committed = feed_->has_changed();
    if (committed.has_value() && (changed || committed.value())) look();
    resend(deliveries);
    for (const auto& newcomer : newcomers) greet(newcomer);
    if (std::chrono::steady_clock::now() >= heartbeat) {
      heartbeat = std::chrono::steady_clock::now() + kHeartbeatEvery;
      send(":\n\n");
    }
    std::unique_lock lock(mutex_);  // a storm of deliveries makes few writes
    wake_.wait_for(lock, kCoalesceFor, [this] { return stopping_; });
  }
}

}  // namespace autoheal::host
