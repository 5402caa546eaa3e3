// JSON pointers with a star: "/alerts/*/details" visits that member of every alert. Threads: pure, [any-thread].
#pragma once

#include <boost/json/value.hpp>
#include <functional>
#include <string_view>

namespace autoheal::kit {

// Calls visit for every value that the pointer reaches; "" reaches root itself.
void visit_pointer(boost::json::value& root, std::string_view pointer,
                   const std::function<void(boost::json::value&)>& visit);

// Whether it reaches anything.
bool reaches(const boost::json::value& root, std::string_view pointer);

}  // namespace autoheal::kit
