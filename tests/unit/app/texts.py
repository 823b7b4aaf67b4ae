"""One ordinary document of each kind."""

SLO = """\
apiVersion: openslo/v1
kind: SLO
metadata:
  name: answers
  annotations: {tocsin.dev/journey: answer-question}
spec:
  service: assistant
  indicator: {spec: {ratioMetric: {good: {metricSource: {type: tocsin, spec: {outcome: success}}}}}}
  timeWindow: [{duration: 30d, isRolling: true}]
  budgetingMethod: Occurrences
  objectives: [{target: 0.9}]
"""
JOURNEYS = """\
apiVersion: tocsin/v1
kind: Journeys
metadata: {name: assistant}
spec:
  rules: [{journey: answer-question, service: assistant}]
"""
RUNBOOK = """\
apiVersion: tocsin/v1
kind: Runbook
metadata: {name: roll-back}
spec:
  owner: support
  action: release.rollback
  appliesTo: {causes: [prompt_change]}
"""
RELEASE = """\
apiVersion: tocsin/v1
kind: Release
metadata: {name: support-answer}
spec:
  axis: prompt
  version: v1
  content: Cite.
  author: mira
  live: true
"""
