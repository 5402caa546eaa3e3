// Helpers for incidents that are told by hand.
#pragma once

#include "store/account.hpp"

#include <string>

namespace simulator {

// Builds one incident step by step; each step adds its log entry. `at` is always an instant.
class Story {
 public:
  Story(Account& account, std::int32_t number, std::string_view service, std::string title, Millis at);

  Story& id(std::string id);
  Story& urgency(bool high);
  Story& priority(std::string_view name, Millis at);
  // The trigger through an integration of the service, by its name; empty: opened by hand by `by`.
  Story& triggered_by(std::string_view integration, std::string channel_members, std::string_view by = "");
  Story& alert(Millis at, std::string summary, std::string severity, std::string details, std::string cef_details,
               std::string_view integration, std::string contexts = "");
  Story& assigned(std::string_view user, Millis at);
  Story& notified(std::string_view user, std::string_view how, Millis at);
  Story& escalated(std::string_view user, Millis at, int level);
  Story& acknowledged(std::string_view user, std::string_view channel, Millis at);
  Story& note(std::string_view user, std::string content, Millis at);
  Story& status_update(std::string_view user, std::string message, Millis at);
  Story& responder(std::string_view user, std::string_view requester, std::string state, std::string message,
                   Millis at);
  Story& resolved(std::string_view user, std::string resolution, Millis at);
  Story& resolved_by_tool(Millis at);
  Story& merged_into(Index target, std::string_view user, Millis at);
  Story& conference(std::string number, std::string url);
  Story& custom_fields(std::string json_text);
  Story& body(std::string json_text);
  Story& correlated(std::string change_event_id);
  Index add();  // puts it into the account

 private:
  LogEntry& log(std::string type, Millis at, Agent agent, std::string summary, std::string channel);
  Index user(std::string_view name) const;
  Index integration(std::string_view name) const;

  Account& account_;
  Incident row_;
  IncidentDetail detail_;
};

}  // namespace simulator
