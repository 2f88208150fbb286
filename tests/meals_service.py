"""A service of two lanes, as a blueprint in text."""

SERVICE = """blueprint: Meals
timezone: Europe/Lisbon
currency: EUR
lanes:
  desk: {kind: frontstage, teams: [Desk], rate: 30}
  kitchen: {kind: backstage, teams: [Kitchen], rate: 60}
steps:
  take: {name: Take order, lane: desk, value: adds}
  cook: {name: Cook, lane: kitchen, value: adds}
flow: [take, cook]
"""
