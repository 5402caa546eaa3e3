// Makes one answer as small as its budget asks, in the order that envelope.hpp states; every cut names the call that
// returns what it took. Threads: a value; one call, one thread.
#pragma once

#include "kit/answer/answer.hpp"
#include "kit/core/result.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace autoheal::kit {

class Fitter {
 public:
  Fitter(std::string_view operation, Answer answer, std::size_t max_bytes);

  // The envelope. Error: too_large. Once.
  Result<std::string> fit();

 private:
  boost::json::array* main_rows();
  std::optional<Cut> rows_cut();  // of the main rows, if any are missing after the last one shown
  boost::json::object meta();
  std::string text();

  void measure();
  std::size_t size();
  std::size_t size_with(std::size_t data_size);

  void apply_shrinks();
  void shrink_texts(const Shrink& shrink);
  void drop_member(const Shrink& shrink);
  void shrink_rows(const Shrink& shrink);
  // Keeps as many rows as fit, at least `least`. note is told how many are kept, before sizes are taken.
  void shrink_array(boost::json::array& rows, std::size_t least, const std::function<void(std::size_t)>& note);

  void apply_last_resorts();
  void shorten_sentences();
  bool drop_largest_member();
  void merge_cuts();

  std::size_t larger_budget() const;
  FollowUp with_larger_budget() const;
  FollowUp follow_up_of(const Shrink& shrink, std::size_t kept) const;

  std::string_view operation_;
  Answer answer_;
  std::size_t max_bytes_;
  boost::json::value data_;
  std::size_t data_size_ = 0;
  std::size_t full_size_ = 0;
  std::size_t whole_rows_ = 0;
  bool budget_rows_ = false;
  std::string dropped_;                      // names of members that went altogether
  std::map<std::string, std::size_t> gone_;  // rows that went, by pointer
  std::map<std::string, Cut> shrink_cuts_;
};

}  // namespace autoheal::kit
