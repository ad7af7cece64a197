META
key;value
description;A market day, made up for these tests
country;Thailand
unit;Wethi
instance;2026
num_projects;5
num_votes;10
budget;1000
vote_type;approval
rule;unknown
date_begin;01.11.2026
date_end;02.11.2026
min_length;1
language;en
currency;THB
comment;#1: By votes the six who live at the river get it all. By equal shares the four on the hill, who have 400 between them, get their swings.
PROJECTS
project_id;cost;votes;name;selected
pier;600;6;A pier;1
boats;400;5;Boats;0
lights;300;4;"Lights; along the river";0
swings;400;4;Swings on the hill;1
stage;1000;1;A stage;0
VOTES
voter_id;vote
1;pier,boats,lights
2;pier,boats,lights
3;pier,boats,lights
4;pier,boats,lights
5;pier,boats
6;pier
7;swings
8;swings
9;swings
10;swings,stage
