// Services, their integrations, what depends on what, maintenance, priorities, changes.
#include "base/random.hpp"
#include "data/data.hpp"
#include "data/demo_parts.hpp"
#include "data/people.hpp"

#include <array>

namespace simulator {
namespace {

Index add_integration(Account& account, Index service, std::string type, std::string name, bool has_key) {
  Integration row;
  const std::string& of = account.services.at(service).name;
  row.id = demo_id("integration", of + name);
  row.type = std::move(type);
  row.name = std::move(name);
  row.service = service;
  row.created_at = account.services.at(service).created_at;
  if (has_key) row.key = make_hex(32, hash_text("routing key " + row.id));
  if (!has_key) row.email = "alerts-" + std::to_string(service) + "@acme-ops.pagerduty.example";
  const Index index = account.integrations.add(std::move(row));
  account.services.at(service).integrations.push_back(index);
  return index;
}

Index add_service(Account& account, std::string name, std::string description, std::string_view policy,
                  std::string_view team) {
  Service row;
  row.id = demo_id("service", name);
  row.name = std::move(name);
  row.description = std::move(description);
  row.created_at = add_months(account.started / kDay * kDay, -30) + account.services.size() * kHour;
  row.policy = account.policies.named(policy);
  if (row.policy == kNone) row.policy = account.policies.named("Platform primary");
  if (!team.empty()) row.teams = {account.teams.named(team)};
  row.acknowledgement_timeout = 1800;
  row.auto_resolve_timeout = 14400;
  const Index index = account.services.add(std::move(row));
  add_integration(account, index, "events_api_v2_inbound_integration", "Events API V2", true);
  return index;
}

void add_core_services(Account& account) {
  add_service(account, "checkout", "Basket to order: the page that earns the money", "Payments primary", "Payments");
  add_service(account, "payments-api", "Card and wallet payments", "Payments primary", "Payments");
  add_service(account, "payments-worker", "Settlement and refunds", "Payments primary", "Payments");
  add_service(account, "payments-ledger", "Double-entry ledger", "Payments primary", "Payments");
  add_service(account, "search-api", "Product search", "Search primary", "Search");
  add_service(account, "search-indexer", "Builds the search index", "Search primary", "Search");
  add_service(account, "platform-gateway", "Everything comes in here", "Platform primary", "Platform");
  add_service(account, "platform-auth", "Login and sessions", "Platform primary", "Platform");
  add_service(account, "kubernetes", "The clusters", "Platform primary", "Platform");
  add_service(account, "payments-eu", "European payment methods", "Payments EU", "Payments EU");
  add_service(account, "checkout-eu", "The European checkout", "Payments EU", "Payments EU");
  add_service(account, "支払い-gateway", "Konbini and bank transfer in Japan", "Payments primary", "Payments");
  const Index checkout = account.services.named("checkout");
  add_integration(account, checkout, "events_api_v2_inbound_integration", "Grafana", true);
  add_integration(account, checkout, "generic_email_inbound_integration", "Vendor e-mail", false);
  account.services.at(checkout).alert_grouping = "intelligent";
  account.services.at(account.services.named("payments-api")).alert_grouping = "time";
  account.services.at(account.services.named("search-api")).alert_grouping = "content_based";
  account.services.at(account.services.named("payments-worker")).auto_resolve_timeout.reset();
  account.services.at(account.services.named("payments-ledger")).support_hours = true;
  account.services.at(account.services.named("search-indexer")).urgency = "low";
}

void add_other_services(Account& account) {
  constexpr std::array<std::string_view, 2> kParts = {"api", "jobs"};
  for (Index team = 6; team < account.teams.size(); team += 2) {
    const std::string name = account.teams.at(team).name;
    std::string slug = name;
    for (char& c : slug) c = c == ' ' ? '-' : static_cast<char>(c | 0x20);
    for (const std::string_view part : kParts) add_service(account, slug + "-" + std::string(part), "", name, name);
  }
  account.services.at(account.services.named("ads-backend-jobs")).disabled = true;
}

void depend(Account& account, ServiceNode supporting, ServiceNode dependent) {
  const auto n = static_cast<std::uint64_t>(account.dependencies.size());
  account.dependencies.add({make_id('D', 16, "dependency", n), supporting, dependent});
}

void add_dependencies(Account& account) {
  const auto service = [&](std::string_view name) { return ServiceNode{false, account.services.named(name)}; };
  const auto add_business = [&](std::string name, std::string description, std::string contact, std::string_view team) {
    BusinessService row{demo_id("business service", name), std::move(name), std::move(description), std::move(contact),
                        team.empty() ? kNone : account.teams.named(team)};
    return ServiceNode{true, account.business_services.add(std::move(row))};
  };
  const ServiceNode shop = add_business("Online shop", "What customers see", "Zoë van Dijk", "");
  const ServiceNode money = add_business("Payments", "Taking and returning money", "Marta Kowalska", "Payments");
  depend(account, service("checkout"), shop);
  depend(account, service("search-api"), shop);
  depend(account, service("payments-api"), money);
  depend(account, money, shop);
  depend(account, service("payments-api"), service("checkout"));
  depend(account, service("payments-ledger"), service("payments-api"));
  depend(account, service("platform-auth"), service("checkout"));
  depend(account, service("kubernetes"), service("payments-api"));
  depend(account, service("search-indexer"), service("search-api"));
}

void add_priorities(Account& account) {
  struct Row {
    std::string_view name;
    std::string_view description;
    std::string_view color;
  };
  constexpr std::array<Row, 5> kRows = {{
      {"P1", "Customers cannot buy", "a8171c"},
      {"P2", "Many customers are affected", "eb6016"},
      {"P3", "Needs attention today", "f9b406"},
      {"P4", "Small fault with a way around", "555555"},
      {"P5", "Cosmetic", "999999"},
  }};
  std::int64_t order = 67108864;
  for (const Row& row : kRows) {
    account.priorities.add({demo_id("priority", row.name), std::string(row.name), std::string(row.description),
                            std::string(row.color), order});
    order /= 2;
  }
}

void add_maintenance(Account& account) {
  const Millis hour = account.started / kHour * kHour;
  const Index author = account.users.named("Diego Fernández");
  const auto add = [&](std::string description, Millis start, Millis length, std::string_view service) {
    MaintenanceWindow row;
    row.sequence_number = account.maintenance_windows.size() + 1;
    row.id = demo_id("maintenance", description);
    row.start = start;
    row.end = start + length;
    row.description = std::move(description);
    row.created_by = author;
    row.services = {account.services.named(service)};
    account.maintenance_windows.add(std::move(row));
  };
  add("Ledger database upgrade, first part", hour - 9 * kDay, 4 * kHour, "payments-ledger");
  add("Index rebuild on new hardware", hour - kHour, 3 * kHour, "search-indexer");
  add("Ledger database upgrade, second part", hour + 2 * kDay, 4 * kHour, "payments-ledger");
}

}  // namespace

void add_demo_services(Account& account) {
  add_priorities(account);
  add_core_services(account);
  add_other_services(account);
  add_dependencies(account);
  add_maintenance(account);
}

void add_demo_directory(Account& account) {
  account.zone = find_zone("America/New_York");
  add_people(account);
  add_demo_schedules(account);
  add_demo_services(account);
  add_demo_changes(account);
}

}  // namespace simulator
