// The rendering of a layer-based schedule: who is on call when. Turns whose length is a whole number of days and all
// restrictions follow the wall clock of the schedule's zone, so a hand-over at 09:00 stays at 09:00 across a change to
// or from summer time; shorter turns are counted in elapsed time.
#pragma once

#include "schedule/spans.hpp"

#include <vector>

namespace simulator {

// Every span that overlaps [since, until), uncut (a span keeps its real start and end).
std::vector<Span> layer_spans(const ScheduleLayer& layer, const Zone& zone, Millis since, Millis until);
std::vector<Span> override_spans(const Schedule& schedule, Millis since, Millis until);
// Overrides over layers, higher layers over lower ones.
std::vector<Span> final_spans(const Schedule& schedule, Millis since, Millis until);

}  // namespace simulator
