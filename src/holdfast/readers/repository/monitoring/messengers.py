"""Services that carry a message to somebody, by their names: part of patterns in which each reader adds its own."""

MESSENGERS = r"slack|discord|telegram|chatwork|line\.me|line-notify|pagerduty|opsgenie|twilio|ntfy|webhook"
