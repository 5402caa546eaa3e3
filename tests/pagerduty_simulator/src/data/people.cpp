#include "data/people.hpp"

#include "base/random.hpp"

#include <array>

namespace simulator {
namespace {

struct Person {
  std::string_view name;
  std::string_view mail;
  std::string_view zone;
  std::string_view role;
  std::string_view title;
};

constexpr std::array<Person, 16> kPeople = {{
    {"Marta Kowalska", "marta.kowalska", "Europe/Warsaw", "owner", "Head of Payments"},
    {"Priya Anand", "priya.anand", "Asia/Kolkata", "limited_user", "Senior Engineer, Payments"},
    {"Jonas Müller", "jonas.mueller", "Europe/Berlin", "limited_user", "Engineer, Payments"},
    {"Chloé Lefèvre", "chloe.lefevre", "Europe/Paris", "limited_user", "Engineer, Payments"},
    {"Amara Okafor", "amara.okafor", "Africa/Lagos", "user", "Staff Engineer, Payments"},
    {"Nadia Haddad", "nadia.haddad", "Europe/Madrid", "user", "Engineer, Payments EU"},
    {"Diego Fernández", "diego.fernandez", "America/Sao_Paulo", "admin", "Platform Lead"},
    {"田中 由紀", "yuki.tanaka", "Asia/Tokyo", "limited_user", "Engineer, Platform"},
    {"Sam O'Brien", "sam.obrien", "America/New_York", "limited_user", "Engineer, Platform"},
    {"Søren Ødegård", "soren.odegard", "Europe/Oslo", "limited_user", "Search Lead"},
    {"Rachel Green", "rachel.green", "America/Los_Angeles", "limited_user", "Engineer, Search"},
    {"Priya Anandan", "priya.anandan", "Asia/Singapore", "observer", "Data Analyst"},
    {"Jonas Muller", "jonas.muller", "America/Chicago", "limited_user", "Support Engineer"},
    {"Zoë van Dijk", "zoe.vandijk", "Europe/Amsterdam", "read_only_user", "Stakeholder, Finance"},
    {"Omar Farouk", "omar.farouk", "Africa/Cairo", "restricted_access", "Contractor"},
    {"Ольга Петрова", "olga.petrova", "Asia/Almaty", "read_only_limited_user", "Auditor"},
}};

constexpr std::array<std::string_view, 12> kFirst = {"Adam",  "Alice", "Bruno", "Carla", "David", "Elena",
                                                     "Felix", "Grace", "Hugo",  "Irene", "Karim", "Lucia"};
constexpr std::array<std::string_view, 12> kLast = {"Abbott", "Bianchi", "Carvalho", "Dubois", "Eriksen", "Fischer",
                                                    "Gruber", "Hansen",  "Ivanov",   "Jansen", "Keller",  "Larsen"};
constexpr std::array<std::string_view, 8> kZones = {
    "America/New_York", "Europe/London",    "Europe/Berlin", "Asia/Tokyo",
    "America/Chicago",  "Australia/Sydney", "Asia/Kolkata",  "UTC"};
constexpr std::array<std::string_view, 14> kAreas = {"Accounts", "Ads",      "Analytics", "Billing",  "Catalog",
                                                     "Content",  "Data",     "Delivery",  "Email",    "Fraud",
                                                     "Growth",   "Identity", "Inventory", "Logistics"};
constexpr std::array<std::string_view, 8> kKindsOfTeam = {"Backend",    "Core",    "Frontend",  "Mobile",
                                                          "Operations", "Quality", "Reporting", "Tools"};

void add_user(Account& account, std::string name, const std::string& mail, std::string_view zone, std::string_view role,
              std::string_view title) {
  User user;
  user.id = demo_id("user", mail);
  user.name = std::move(name);
  user.email = mail + "@acme-ops.example";
  user.time_zone = std::string(zone);
  user.role = std::string(role);
  user.job_title = std::string(title);
  // 555-01xx are the numbers that are set aside for stories.
  user.phone = "+1 202-555-01" + std::to_string(10 + account.users.size() % 90);
  account.users.add(std::move(user));
}

Index add_team(Account& account, std::string name, std::string description, std::vector<Member> members) {
  Team team;
  team.id = demo_id("team", name);
  team.name = std::move(name);
  team.description = std::move(description);
  team.members = std::move(members);
  return account.teams.add(std::move(team));
}

}  // namespace

std::string demo_id(std::string_view kind, std::string_view name) { return make_id('P', 7, kind, hash_text(name)); }

void add_people(Account& account) {
  for (const Person& person : kPeople) {
    add_user(account, std::string(person.name), std::string(person.mail), person.zone, person.role, person.title);
  }
  std::size_t n = 0;
  for (const std::string_view first : kFirst) {
    for (const std::string_view last : kLast) {
      const std::string mail = "user" + std::to_string(++n);
      add_user(account, std::string(first) + " " + std::string(last), mail, kZones[n % kZones.size()], "limited_user",
               "Engineer");
    }
  }
  const auto user = [&](std::string_view name) { return account.users.named(name); };
  add_team(account, "Payments", "Checkout and everything that moves money",
           {{user("Marta Kowalska"), "manager"},
            {user("Priya Anand"), "responder"},
            {user("Jonas Müller"), "responder"},
            {user("Chloé Lefèvre"), "responder"},
            {user("Amara Okafor"), "responder"}});
  add_team(
      account, "Platform", "Clusters, gateway, login",
      {{user("Diego Fernández"), "manager"}, {user("田中 由紀"), "responder"}, {user("Sam O'Brien"), "responder"}});
  add_team(
      account, "Search", "Search and its index",
      {{user("Søren Ødegård"), "manager"}, {user("Rachel Green"), "responder"}, {user("Sam O'Brien"), "observer"}});
  add_team(account, "Payments EU", "European payment methods",
           {{user("Nadia Haddad"), "manager"}, {user("Chloé Lefèvre"), "observer"}});
  add_team(account, "Payments Risk", "Chargebacks and limits", {{user("Omar Farouk"), "responder"}});
  add_team(account, "Équipe Données", "Entrepôt de données", {{user("Chloé Lefèvre"), "observer"}});
  n = 0;
  for (const std::string_view area : kAreas) {
    for (const std::string_view kind : kKindsOfTeam) {
      const auto first = static_cast<Index>(kPeople.size() + n++ % 140);
      add_team(account, std::string(area) + " " + std::string(kind), "",
               {{first, "responder"}, {first + 1, "responder"}});
    }
  }
}

}  // namespace simulator
