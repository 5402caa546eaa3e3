// The only file that includes the time zone library.
#include "base/time.hpp"

#include <chrono>
#include <date/tz.h>
#include <exception>
#include <map>
#include <memory>

namespace simulator {
namespace {

class Utc final : public Zone {
 public:
  const std::string& name() const override { return name_; }
  Millis offset_at(Millis) const override { return 0; }
  Millis to_utc(Millis local) const override { return local; }

 private:
  std::string name_ = "UTC";
};

class Iana final : public Zone {
 public:
  explicit Iana(const date::time_zone* zone, std::string name) : zone_(zone), name_(std::move(name)) {}

  const std::string& name() const override { return name_; }

  Millis offset_at(Millis utc) const override {
    const auto second = utc >= 0 ? utc / kSecond : (utc - kSecond + 1) / kSecond;
    if (second < begin_ || second >= end_) {
      const auto info = zone_->get_info(date::sys_seconds(std::chrono::seconds(second)));
      begin_ = info.begin.time_since_epoch().count();
      end_ = info.end.time_since_epoch().count();
      offset_ = info.offset.count() * kSecond;
    }
    return offset_;
  }

  Millis to_utc(Millis local) const override {
    const date::local_time<std::chrono::milliseconds> wall{std::chrono::milliseconds(local)};
    return zone_->to_sys(wall, date::choose::earliest).time_since_epoch().count();
  }

 private:
  const date::time_zone* zone_;
  std::string name_;
  // The last answer and the span for which it holds: most questions in a row are about the same half year.
  mutable std::int64_t begin_ = 0;
  mutable std::int64_t end_ = 0;
  mutable Millis offset_ = 0;
};

}  // namespace

const Zone& utc_zone() {
  static const Utc utc;
  return utc;
}

const Zone* find_zone(std::string_view name) {
  if (name == "UTC" || name == "Etc/UTC") return &utc_zone();
  static std::map<std::string, std::unique_ptr<Iana>, std::less<>> known;
  if (const auto found = known.find(name); found != known.end()) return found->second.get();
  try {
    auto zone = std::make_unique<Iana>(date::locate_zone(std::string(name)), std::string(name));
    return known.emplace(std::string(name), std::move(zone)).first->second.get();
  } catch (const std::exception&) {
    return nullptr;
  }
}

}  // namespace simulator
