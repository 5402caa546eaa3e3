// Everything that can happen to an incident. Each function changes the incident, writes the log entry and emits the
// webhook; the REST writes, the Events API and the controls all come through here.
#pragma once

#include "store/account.hpp"
#include "webhooks/webhooks.hpp"

#include <string>
#include <vector>

namespace simulator {

// An alert event of the Events API v2, parsed.
struct AlertEvent {
  std::string summary;
  std::string source;
  std::string severity;
  std::string component;
  std::string group;
  std::string event_class;
  std::string details;  // JSON value as text, or empty
  std::string dedup_key;
  std::string client;
  std::string client_url;
  std::vector<Link> links;
  std::string contexts;  // links and images as a JSON array, or empty
};

struct ManualIncident {
  Index service = kNone;
  std::string title;
  std::string key;
  std::string body;  // JSON value as text
  Index priority = kNone;
  Index policy = kNone;
  Index assignee = kNone;
  Index author = kNone;
  bool high_urgency = true;
};

class Lifecycle {
 public:
  Lifecycle(Account& account, Webhooks& webhooks) : account_(account), webhooks_(webhooks) {}

  // A new incident, or the open one that already has this key; kNone if the service is in maintenance or disabled.
  Index trigger(Index integration, const AlertEvent& event);
  // The open incident on that service with an alert of that key.
  Index find_open(Index service, const std::string& dedup_key) const;
  void acknowledge_event(Index integration, Index incident);
  // Resolves the alert, and the incident if it was the last one.
  void resolve_event(Index integration, Index incident, const std::string& dedup_key);

  Index create(const ManualIncident& wanted);
  void acknowledge(Index incident, Agent agent, const char* channel);
  void unacknowledge(Index incident, Agent agent);
  void resolve(Index incident, Agent agent, const char* channel, const std::string& resolution);
  void reopen(Index incident, Agent agent);
  void escalate(Index incident, Agent agent, int level);
  void reassign(Index incident, Agent agent, const std::vector<Index>& users);
  void delegate(Index incident, Agent agent, Index policy);
  void set_priority(Index incident, Agent agent, Index priority);
  void set_title(Index incident, const std::string& title);
  void set_urgency(Index incident, Agent agent, bool high);
  void set_service(Index incident, Agent agent, Index service);
  void merge(Index target, const std::vector<Index>& sources, Agent agent);
  const Note& annotate(Index incident, Index user, const std::string& content);
  void publish_status_update(Index incident, Index user, const std::string& message);
  void request_responder(Index incident, Index requester, Index user, const std::string& message);

 private:
  IncidentDetail& detail(Index incident);
  LogEntry& log(Index incident, std::string type, Agent agent, std::string summary, const char* channel);
  void set_status(Index incident, IncidentStatus status, Agent agent);
  void assign(Index incident, const std::vector<Index>& users);
  // The first level from `level` on that reaches somebody.
  std::vector<Index> assign_level(Index incident, int level);
  void emit(Index incident, const char* type, Agent agent, const AlertEvent* source = nullptr);
  std::string who(const Agent& agent) const;

  Account& account_;
  Webhooks& webhooks_;
};

}  // namespace simulator
