"""Counts what the official files of a data set hold, apart from the readers of the project.

usage: count_annotations.py NAME ROOT    prints a line of JSON for each split, with the members of `gexia data inspect --json`.

Only the standard library, and nothing shared with the readers: the two agree where both read a file right.
"""
import csv
import glob
import json
import os
import re
import statistics
import sys


def lines(path):
    with open(path, encoding="utf-8-sig", newline=None) as file:
        return [line.strip() for line in file if line.strip()]


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def load(path):
    with open(path, encoding="utf-8-sig") as file:
        return json.load(file)


def show(name, split, videos, items, classes, captions=0, dropped=None, durations=(), words=()):
    print(json.dumps({
        "dataset": name, "split": split, "videos": len(set(videos)), "items": items, "captions": captions, "classes": len(set(classes)),
        "dropped": {reason: count for reason, count in (dropped or {}).items() if count},
        "mean_duration": statistics.fmean(durations) if durations else None, "mean_words": statistics.fmean(words) if words else None}))


def questions(name, root):
    for split in ("train", "val", "test"):
        path = os.path.join(root, split + "_qa.json")
        if os.path.exists(path):
            found = [(row["video_id"], row["question"], row["answer"]) for row in load(path)]
        elif os.path.exists(os.path.join(root, split + ".csv")):
            found = [(row["video"], row["question"], row["answer"]) for row in rows(os.path.join(root, split + ".csv"))]
        else:
            continue
        show(name, split, [row[0] for row in found], len(found), [row[2] for row in found], captions=len(found),
             words=[len(row[1].split()) for row in found])


def ucf101(name, root):
    for k in "123":
        for half in ("train", "test"):
            path = os.path.join(root, f"{half}list0{k}.txt")
            if os.path.exists(path):
                files = [line.split()[0] for line in lines(path)]
                show(name, half + k, files, len(files), [file.split("/")[0] for file in files])


def hmdb51(name, root):
    folder = os.path.join(root, "testTrainMulti_7030_splits")
    for k in "123":
        found = []
        for path in sorted(glob.glob(os.path.join(glob.escape(folder), f"*_test_split{k}.txt"))):
            label = re.sub(r"_test_split\d\.txt$", "", os.path.basename(path))
            found += [(label, *line.rsplit(" ", 1)) for line in lines(path)]
        for half, flag in (("train", "1"), ("test", "2")):
            own = [row for row in found if row[2] == flag]
            if found:
                show(name, half + k, [row[1] for row in own], len(own), [row[0] for row in own],
                     dropped={"unused": sum(row[2] == "0" for row in found)})


def segments(name, split, videos):
    """videos: of each the name, the duration or None, and the segments as (start, end, label)."""
    every = [segment for video in videos for segment in video[2]]
    named = [segment for segment in every if segment[2] != "Ambiguous"]
    kept = [segment for segment in named if segment[0] < segment[1]]
    show(name, split, [video[0] for video in videos], len(kept), [segment[2] for segment in kept],
         dropped={"ambiguous": len(every) - len(named), "empty_segments": len(named) - len(kept)},
         durations=[video[1] for video in videos if video[1] is not None])


def stated(annotations):
    return [(float(entry["segment"][0]), float(entry["segment"][1]), entry["label"]) for entry in annotations]


def activitynet(name, root):
    official = os.path.join(root, "activity_net.v1-3.min.json")
    if os.path.exists(official):
        videos = [(entry["subset"], key, entry["duration"], stated(entry["annotations"]))
                  for key, entry in load(official)["database"].items()]
    else:
        database = load(os.path.join(root, "anet_anno_action.json"))
        videos = [(row["subset"], row["video"], database[row["video"]]["duration_second"], stated(database[row["video"]]["annotations"]))
                  for row in rows(os.path.join(root, "video_info_new.csv"))]
    for split in ("training", "validation", "testing"):
        own = [video[1:] for video in videos if video[0] == split]
        if own:
            segments(name, split, own)


def thumos14(name, root):
    for split, subset in (("val", "train"), ("test", "test")):
        path = os.path.join(root, split + "_Annotation.csv")
        if os.path.exists(path):
            videos = {}
            for row in rows(path):
                videos.setdefault(row["video"], []).append((float(row["start"]), float(row["end"]), row["type"]))
            segments(name, split, [(video, None, own) for video, own in videos.items()])
        elif os.path.exists(os.path.join(root, "thumos_gt.json")):
            database = load(os.path.join(root, "thumos_gt.json"))["database"]
            own = [(key, None, stated(entry["annotations"])) for key, entry in database.items() if entry["subset"] == subset]
            if own:
                segments(name, split, own)


def msrvtt(name, root):
    """A pair is a listed video and one of its sentences; a listed video without sentences is one pair that cannot be used."""
    database, stated, seconds = os.path.join(root, "MSRVTT_data.json"), {}, {}
    if os.path.exists(database):
        parts = load(database)
        for sentence in parts["sentences"]:
            stated.setdefault(sentence["video_id"], []).append(sentence["caption"])
        seconds = {video["video_id"]: video["end time"] - video["start time"] for video in parts["videos"]}
    for split, file in (("9k", "MSRVTT_train.9k.csv"), ("7k", "MSRVTT_train.7k.csv"), ("1k-A", "MSRVTT_JSFUSION_test.csv")):
        path = os.path.join(root, file)
        if not os.path.exists(path):
            continue
        pairs, without = [], 0
        for row in rows(path):
            own = [row["sentence"]] if "sentence" in row else stated.get(row["video_id"], [])
            without += not own
            pairs += [(row["video_id"], text) for text in own]
        videos = dict.fromkeys(pair[0] for pair in pairs)
        show(name, split, videos, len(pairs), [], captions=len(pairs), dropped={"unusable_pairs": without},
             durations=[seconds[video] for video in videos if video in seconds], words=[len(pair[1].split()) for pair in pairs])


if __name__ == "__main__":
    counters = {"msrvtt": msrvtt, "msrvtt-qa": questions, "msvd-qa": questions, "ucf101": ucf101, "hmdb51": hmdb51,
                "activitynet-v1.3": activitynet, "thumos14": thumos14}
    counters[sys.argv[1]](sys.argv[1], sys.argv[2])
