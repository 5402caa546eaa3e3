"""One delivery in Python's standard library: verify, json.loads, map to the same alert, json.dumps.

python3 webhook.py SAMPLE BYTES -> CPU microseconds per delivery
"""
import hashlib
import hmac
import json
import sys
import time

SECRET = b'Vn0cH1b2TqkX9sYw7RzLmE4uJd6pG8aQfKx3NoB5tCiUvWyZ+/A0eShMrDjPlOgF'
ONE = (b'{"html_url":"https://acme-ops.pagerduty.com/users/P8HJ3WX","id":"P8HJ3WX","self":"https://api.pagerduty.com/'
       b'users/P8HJ3WX","summary":"Payments Responder 7","type":"user_reference"},')
body = open(sys.argv[1], 'rb').read()
while len(body) + len(ONE) <= int(sys.argv[2]):
    body = body.replace(b'"assignees":[', b'"assignees":[' + ONE)
header = 'v1=' + hmac.new(SECRET, body, hashlib.sha256).hexdigest()
STATUSES = {'incident.triggered': 'firing', 'incident.acknowledged': 'acknowledged', 'incident.resolved': 'resolved'}
SEVERITIES = {'P1': 'critical', 'P2': 'high', 'P3': 'medium', 'P4': 'low', 'P5': 'info'}


def handle():
    expected = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
    if not any(e.startswith('v1=') and hmac.compare_digest(e[3:], expected) for e in header.split(',')):
        return None
    event = json.loads(body)['event']
    d = event['data']
    priority = (d.get('priority') or {}).get('summary')
    return json.dumps({'events': [{'event_id': event['id'], 'event_type': event['event_type'], 'occurred_at': event['occurred_at'], 'alert': {
        'fingerprint': 'pagerduty:' + d['id'], 'external_number': d['number'], 'external_url': d['html_url'], 'name': d['title'][:255],
        'summary': d['title'], 'status': STATUSES[event['event_type']], 'severity': SEVERITIES.get(priority, d['urgency']),
        'starts_at': d['created_at'], 'actor': (event['agent'] or {}).get('summary'),
        'labels': {'service': d['service']['summary'], 'service_id': d['service']['id'], 'team': d['teams'][0]['summary'],
                   'urgency': d['urgency'], 'priority': priority, 'escalation_policy': d['escalation_policy']['summary'],
                   'incident_number': str(d['number']), 'env': 'prod'},
        'annotations': {'assignees': ', '.join(a['summary'] for a in d['assignees'])}}}], 'signature': 'current'})


for _ in range(500):
    handle()
rounds = []
for _ in range(7):
    start = time.process_time()
    for _ in range(1000):
        if handle() is None:
            raise SystemExit('wrong')
    rounds.append((time.process_time() - start) * 1000)
print(f'{sorted(rounds)[3]:.1f}')
