// Which subscription is ours, and which only looks like it.
#include "reads/webhook_subscriptions.hpp"

#include <gtest/gtest.h>

namespace autoheal::pagerduty::reads {
namespace {

constexpr const char* kOurs = "https://hooks.example.com/api/webhooks/pagerduty/abc.s3cr3t";

enum class Is { ours, look_alike, neither };

struct Row {
  const char* url;
  Is is;
};

Is sort_of(const char* url, const char* our_url) {
  SubscriptionList list;
  list.rows.emplace_back();
  list.rows.back().url = kit::Secret(url);
  const kit::Secret ours(our_url);
  const OurSubscriptions found = find_ours(list, ours);
  EXPECT_LE(found.ours.size() + found.look_alikes.size(), 1U);
  return !found.ours.empty() ? Is::ours : !found.look_alikes.empty() ? Is::look_alike : Is::neither;
}

TEST(WebhookSubscriptions, OursByTheWholeUrlAndNothingLess) {
  for (const Row& row :
       {Row{kOurs, Is::ours}, Row{"https://hooks.example.com/api/webhooks/pagerduty/abc.s3cr3t/", Is::look_alike},
        Row{" https://hooks.example.com/api/webhooks/pagerduty/abc.s3cr3t", Is::look_alike},
        Row{"HTTPS://Hooks.example.com/api/webhooks/pagerduty/abc.s3cr3t", Is::look_alike},
        Row{"http://hooks.example.com/api/webhooks/pagerduty/abc.s3cr3t", Is::look_alike},
        Row{"https://old.example.com/api/webhooks/pagerduty/abc.s3cr3t", Is::look_alike},
        Row{"https://hooks.example.com/api/webhooks/pagerduty/abc.older", Is::look_alike},
        Row{"https://hooks.example.com/api/webhooks/pagerduty/xyz.s3cr3t", Is::neither},
        Row{"https://other.example.org/hook", Is::neither}, Row{"https://hooks.example.com", Is::neither},
        Row{"", Is::neither}}) {
    EXPECT_EQ(sort_of(row.url, kOurs), row.is) << row.url;
  }
}

TEST(WebhookSubscriptions, WithoutAUrlOfOursNothingIsOurs) { EXPECT_EQ(sort_of("", ""), Is::neither); }

TEST(WebhookSubscriptions, ASwitchedOffOneDeliversNothing) {
  model::WebhookSubscription subscription;
  EXPECT_TRUE(is_delivering(subscription));
  subscription.temporarily_disabled = true;
  EXPECT_FALSE(is_delivering(subscription));
  subscription.temporarily_disabled = false;
  subscription.active = false;
  EXPECT_FALSE(is_delivering(subscription));
}

TEST(WebhookSubscriptions, NamesTheEventsThatAreMissing) {
  model::WebhookSubscription subscription;
  subscription.events = {"incident.triggered", "incident.annotated"};
  EXPECT_EQ(missing_events(subscription), "incident.acknowledged, incident.resolved");
  subscription.events = {"incident.resolved", "incident.acknowledged", "incident.triggered"};
  EXPECT_EQ(missing_events(subscription), "");
}

}  // namespace
}  // namespace autoheal::pagerduty::reads
