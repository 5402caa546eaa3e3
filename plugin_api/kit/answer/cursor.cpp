#include "kit/answer/cursor.hpp"

#include <charconv>

namespace autoheal::kit {
namespace {

constexpr char kMark = 'r';
constexpr std::size_t kFurthestRow = 10'000'000;

}  // namespace

Result<std::size_t> cursor_offset(const Query& query) {
  const std::string_view cursor = query.arguments().text("cursor");
  if (cursor.empty()) return std::size_t{0};
  std::size_t offset = 0;
  const std::string_view digits = cursor.substr(1);
  auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), offset);
  const bool good =
      cursor.front() == kMark && ec == std::errc{} && end == digits.data() + digits.size() && offset < kFurthestRow;
  if (good) return offset;
  return failure(
      argument_error("cursor", "is not a cursor of this operation", "Pass meta.cursor of the answer before."));
}

std::string render_cursor(std::size_t offset) { return kMark + std::to_string(offset); }

}  // namespace autoheal::kit
