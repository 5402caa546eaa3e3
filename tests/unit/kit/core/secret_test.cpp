#include "kit/core/secret.hpp"

#include <gtest/gtest.h>
#include <sstream>
#include <type_traits>
#include <utility>

namespace autoheal::kit {
namespace {

template <class T, class = void>
struct CanStream : std::false_type {};
template <class T>
struct CanStream<T, std::void_t<decltype(std::declval<std::ostream&>() << std::declval<const T&>())>> : std::true_type {
};

template <class T, class = void>
struct CanCompare : std::false_type {};
template <class T>
struct CanCompare<T, std::void_t<decltype(std::declval<const T&>() == std::declval<const T&>())>> : std::true_type {};

static_assert(!CanStream<Secret>::value, "a secret must not be printable");
static_assert(!CanCompare<Secret>::value, "a secret must not be compared in variable time");
static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(!std::is_convertible_v<Secret, std::string_view>);

TEST(Secret, KeepsItsBytesNulIncluded) {
  const Secret secret(std::string_view("a\0b", 3));
  EXPECT_EQ(secret.reveal(), std::string_view("a\0b", 3));
  EXPECT_FALSE(secret.empty());
}

TEST(Secret, EqualsLooksAtEveryByteAndTheLength) {
  const Secret secret("correct horse");
  EXPECT_TRUE(secret.equals("correct horse"));
  EXPECT_FALSE(secret.equals("correct horsf"));
  EXPECT_FALSE(secret.equals("borrect horse"));
  EXPECT_FALSE(secret.equals("correct horse "));
  EXPECT_FALSE(secret.equals(""));
  EXPECT_TRUE(Secret().equals(""));
}

TEST(Secret, AMoveLeavesNothingBehind) {
  Secret from("short");
  const Secret to(std::move(from));
  EXPECT_EQ(to.reveal(), "short");
  EXPECT_TRUE(from.empty());  // NOLINT(bugprone-use-after-move): this is the promise
  EXPECT_EQ(from.reveal().data(), nullptr);
}

TEST(Secret, ACopyIsIndependent) {
  Secret first("one");
  const Secret second = first.copy();
  first = Secret("two");
  EXPECT_EQ(second.reveal(), "one");
  EXPECT_EQ(first.reveal(), "two");
}

TEST(Secret, WipeOverwritesTheBuffer) {
  std::string text(64, 'k');
  const char* buffer = text.data();
  wipe(text);
  EXPECT_TRUE(text.empty());
  EXPECT_EQ(std::string(buffer, 1), std::string(1, '\0'));  // still the string's own buffer
}

}  // namespace
}  // namespace autoheal::kit
