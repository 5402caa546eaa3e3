#include "live/live.hpp"

#include "alerts/alerts.hpp"
#include "app/host.hpp"
#include "intake/delivery_log.hpp"
#include "integrations/alert_source.hpp"
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
constexpr std::chrono::milliseconds kGust{20};
constexpr std::size_t kMostAtOnce = 500;

std::string render_event(std::string_view type, std::int64_t alert, std::int64_t delivery, const json::object& value) {
  std::string out = "id: " + std::to_string(alert) + "." + std::to_string(delivery) + "\nevent: ";
  return out.append(type).append("\ndata: ").append(json::serialize(value)).append("\n\n");
}

bool parse_number(std::string_view text, std::int64_t& number) {
  const auto* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, number);
  return result.ec == std::errc{} && result.ptr == end && number >= 0;
}

}  // namespace

LiveHub::LiveHub(Host& host, AlertSourceService& sources, Database db)
    : host_(host), sources_(sources), db_(std::move(db)) {
  if (auto position = newest(); position.has_value()) position_ = position.value();
  (void)read_integrations(position_, false);
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
  if (again_.size() < kMostAtOnce) again_.push_back(id);
  wake_.notify_all();
}

void LiveHub::subscribe(std::shared_ptr<http::Stream> stream, std::string_view last_event_id) {
  Newcomer newcomer{std::move(stream), std::nullopt};
  Position position;
  const auto dot = last_event_id.find('.');
  if (dot != std::string_view::npos && parse_number(last_event_id.substr(0, dot), position.alert) &&
      parse_number(last_event_id.substr(dot + 1), position.delivery)) {
    newcomer.resume_at = position;
  }
  const std::scoped_lock lock(mutex_);
  newcomers_.push_back(std::move(newcomer));
  wake_.notify_all();
}

std::size_t LiveHub::streams() const {
  const std::scoped_lock lock(mutex_);
  return subscribers_.size() + newcomers_.size();
}

Result<LiveHub::Position> LiveHub::newest() {
  AH_TRY(auto row,
         db_.query("SELECT coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'alert_changes'), 0), "
                   "(SELECT coalesce(max(id), 0) FROM deliveries)"));
  AH_TRY_VOID(row.next());
  return Position{row.integer(0), row.integer(1)};
}

Result<std::optional<std::string>> LiveHub::read_after(Position& position) {
  std::string out;
  Position reached = position;
  std::size_t count = 0;
  {
    AH_TRY(auto row, db_.query("SELECT a.document, a.id, i.name, a.received_at, a.change_seq FROM alerts a JOIN "
                               "integrations i ON i.id = a.integration_id WHERE a.change_seq > ? ORDER BY a.change_seq "
                               "LIMIT ?",
                               position.alert, kMostAtOnce + 1));
    for (;;) {
      AH_TRY(const bool more, row.next());
      if (!more) break;
      if (++count > kMostAtOnce) return std::optional<std::string>{};
      reached.alert = row.integer(4);
      out += render_event(
          "alert", reached.alert, position.delivery,
          render_alert(std::string(row.text(0)), row.integer(1), std::string(row.text(2)), std::string(row.text(3))));
    }
  }
  AH_TRY(auto row, db_.query(std::string(kDeliveryColumns) + " WHERE d.id > ? ORDER BY d.id LIMIT ?", position.delivery,
                             kMostAtOnce + 1));
  for (;;) {
    AH_TRY(const bool more, row.next());
    if (!more) break;
    if (++count > kMostAtOnce) return std::optional<std::string>{};
    reached.delivery = row.integer(0);
    out += render_event("delivery", reached.alert, reached.delivery, render_delivery(row));
  }
  position = reached;
  return std::optional<std::string>(std::move(out));
}

// Integrations have no number that counts their changes: what differs from what was sent last is sent again.
Result<std::string> LiveHub::read_integrations(const Position& position, bool all) {
  AH_TRY(const auto integrations, host_.integrations().list());
  std::string out;
  std::map<std::int64_t, std::string> seen;
  for (const auto& integration : integrations) {
    AH_TRY(const auto rendered, sources_.render_with_source(integration));
    auto text = render_event("integration", position.alert, position.delivery, rendered);
    auto key = json::serialize(rendered);
    const auto before = integrations_.find(integration.id);
    if (all || before == integrations_.end() || before->second != key) out += text;
    seen.emplace(integration.id, std::move(key));
  }
  const bool removed = std::any_of(integrations_.begin(), integrations_.end(),
                                   [&](const auto& before) { return !seen.contains(before.first); });
  if (removed) out += render_event("lagged", position.alert, position.delivery, {});
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
    auto position = *newcomer.resume_at;
    auto missed = read_after(position);
    const bool from_the_future =
        newcomer.resume_at->alert > position_.alert || newcomer.resume_at->delivery > position_.delivery;
    if (from_the_future || !missed.has_value() || !missed.value()) {
      hello += render_event("lagged", position_.alert, position_.delivery, {});
    } else {
      hello += *missed.value();
      if (auto integrations = read_integrations(position_, true); integrations.has_value())
        hello += integrations.value();
    }
  }
  if (!newcomer.stream->write(hello)) return;
  const std::scoped_lock lock(mutex_);
  subscribers_.push_back(newcomer.stream);
}

// What changed since the last look, to everybody who listens.
void LiveHub::look() {
  if (streams() == 0) {
    if (auto now = newest(); now.has_value()) position_ = now.value();
    return;
  }
  auto position = position_;
  auto news = read_after(position);
  if (!news.has_value()) return log_warning("live updates cannot be read", {{"why", news.error().message}});
  if (news.value()) {
    position_ = position;
    send(*news.value());
  } else {
    if (auto now = newest(); now.has_value()) position_ = now.value();
    send(render_event("lagged", position_.alert, position_.delivery, {}));
  }
  if (auto integrations = read_integrations(position_, false); integrations.has_value()) send(integrations.value());
}

void LiveHub::send_again(const std::vector<std::int64_t>& deliveries) {
  for (const auto id : deliveries) {
    auto row = db_.query(std::string(kDeliveryColumns) + " WHERE d.id = ?", id);
    if (!row.has_value()) return;
    const auto found = row.value().next();
    if (!found.has_value() || !found.value()) continue;
    send(render_event("delivery", position_.alert, position_.delivery, render_delivery(row.value())));
  }
}

void LiveHub::run() {
  auto heartbeat = std::chrono::steady_clock::now() + kHeartbeatEvery;
  for (;;) {
    std::vector<Newcomer> newcomers;
    std::vector<std::int64_t> again;
    bool changed = false;
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, kLookForNewsEvery,
                     [this] { return stopping_ || changed_ || !newcomers_.empty() || !again_.empty(); });
      if (stopping_) return;
      newcomers.swap(newcomers_);
      again.swap(again_);
      changed = std::exchange(changed_, false);
    }
    const auto version = db_.data_version();
    if (version.has_value() && (changed || version.value() != version_)) {
      version_ = version.value();
      look();
    }
    send_again(again);
    for (const auto& newcomer : newcomers) greet(newcomer);
    if (std::chrono::steady_clock::now() >= heartbeat) {
      heartbeat = std::chrono::steady_clock::now() + kHeartbeatEvery;
      send(":\n\n");
    }
    std::unique_lock lock(mutex_);  // a storm of deliveries is told in gusts
    wake_.wait_for(lock, kGust, [this] { return stopping_; });
  }
}

}  // namespace autoheal::host
