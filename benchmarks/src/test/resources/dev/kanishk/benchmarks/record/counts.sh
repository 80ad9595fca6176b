#!/bin/sh
# Prints a number for each measured iteration, or misbehaves, as counts.cpp does.
case "$1" in
  hang) exec sleep 600 ;;
  fail) echo "out of order" >&2; exit 3 ;;
  chat) echo hello ;;
  once) echo 1.5 ;;
  *)
    iteration=0
    while [ "$iteration" -lt "$3" ]; do
      echo 2.5
      iteration=$((iteration + 1))
    done
    ;;
esac
