// The requests behind one incident: itself, and side by side its log entries, notes, alerts and related changes.
// Threads: one call, one thread.
#pragma once

#include "kit/answer/query.hpp"
#include "reads/reads.hpp"
#include "reads/story.hpp"

#include <functional>
#include <memory>
#include <string>

namespace autoheal::pagerduty::reads {

struct IncidentParts {
  bool entries = true;
  bool notes = true;
  bool alerts = true;
  bool changes = true;
};

enum class IncidentPart : std::uint8_t { entries, notes, alerts, changes };

class IncidentReads {
 public:
  // Reads the incident that the argument names, and the parts. With an id everything runs at once; a number is good
  // for the incident only, so that its parts follow. Runs the exchange. Errors: those of the incident itself.
  // `also` is called once the incident is known, to queue more beside its parts.
  kit::Result<void> read(kit::Query& query, std::string_view argument, const IncidentParts& parts,
                         const std::function<void(const model::Incident&)>& also = {});

  // The same for an incident of which the id is known.
  kit::Result<void> read_id(kit::Query& query, const std::string& id, const IncidentParts& parts);

  // What was read; parts that failed are warnings of the answer, once.
  StoryPart take(kit::Query& query);

  const model::Incident& incident() const { return *incident_->value; }
  // Why nothing of the part could be read; null if something was, or if it was not asked for. Before take().
  const kit::Error* failure_of(IncidentPart part) const;

 private:
  void start_parts(kit::Query& query, const std::string& id, const IncidentParts& parts);

  std::shared_ptr<OneRead<model::Incident>> incident_;
  std::shared_ptr<ListRead<model::LogEntry>> entries_;
  std::shared_ptr<ListRead<model::Note>> notes_;
  std::shared_ptr<ListRead<model::Alert>> alerts_;
  std::shared_ptr<ListRead<model::ChangeEvent>> changes_;
};

// Whether the error says that the plan or the key does not have this part, rather than that it could not be read.
bool is_plan_matter(const kit::Error& error);

}  // namespace autoheal::pagerduty::reads
