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


def internvid(name, root):
    for path in sorted(glob.glob(os.path.join(glob.escape(root), "*.jsonl"))):
        with open(path, encoding="utf-8-sig") as file:
            found = [json.loads(line) for line in file if line.strip()]
        if not found or "YoutubeID" not in found[0]:
            continue

        def seconds(text):
            hours, minutes, rest = text.split(":")
            return int(hours) * 3600 + int(minutes) * 60 + float(rest)

        clips = [(row["YoutubeID"], seconds(row["Start_timestamp"]), seconds(row["End_timestamp"]), (row["Caption"] or "").strip())
                 for row in found]
        used = [clip for clip in clips if clip[1] < clip[2] and clip[3]]
        split = os.path.basename(path)[:-len(".jsonl")]
        show(name, "train" if split.startswith("InternVid-10M") else split, [clip[0] for clip in used], len(used), [], captions=len(used),
             dropped={"unusable_pairs": len(clips) - len(used)}, durations=[clip[2] - clip[1] for clip in {clip[:3] for clip in used}],
             words=[len(clip[3].split()) for clip in used])


def activitynet_captions(name, root):
    for split, ids in (("train", "train_ids"), ("val_1", "val_ids"), ("val_2", "val_ids")):
        path, listed = os.path.join(root, split + ".json"), os.path.join(root, ids + ".json")
        if os.path.exists(path):
            told = load(path)
            show(name, split, told, len(told), [], captions=sum(len(video["sentences"]) for video in told.values()),
                 dropped={"no_caption": len(set(load(listed)) - set(told)) if os.path.exists(listed) else 0},
                 durations=[video["duration"] for video in told.values()],
                 words=[sum(len(sentence.split()) for sentence in video["sentences"]) for video in told.values()])


def lsmdc(name, root):
    def seconds(text):
        hours, minutes, whole, part = text.split(".")
        return int(hours) * 3600 + int(minutes) * 60 + float(whole + "." + part)

    files = {"training": "annos_training", "val": "annos_val", "test": "annos_test", "1000": "challenge_1000_publictect"}
    for split, file in files.items():
        path = os.path.join(root, f"LSMDC16_{file}.csv")
        if os.path.exists(path):
            every = [line.split("\t", 5) for line in lines(path)]
            used = [fields for fields in every if len(fields) == 6]
            show(name, split, [fields[0] for fields in used], len(used), [], captions=len(used),
                 dropped={"unusable_pairs": len(every) - len(used)},
                 durations=list({fields[0]: seconds(fields[4]) - seconds(fields[3]) for fields in used}.values()),
                 words=[len(fields[5].split()) for fields in used])


def lvu(name, root):
    task, durations = name[len("lvu-"):].replace("-", "_"), {}
    path = os.path.join(root, "lvu_durations.csv")
    if os.path.exists(path):
        durations = {row["videoid"]: float(row["duration"]) for row in rows(path)}
    for split in ("train", "val", "test"):
        path = os.path.join(root, task, split + ".csv")
        if os.path.exists(path):
            found = [line.split(" ") for line in lines(path)][1:]
            videos = dict.fromkeys(row[2] for row in found)
            show(name, split, videos, len(found), [row[0] for row in found],
                 durations=[durations[video] for video in videos if video in durations])


def coin(name, root):
    database = load(os.path.join(root, "COIN.json"))["database"]
    for split in ("training", "validation"):
        own = {key: video for key, video in database.items() if video["subset"] == split}
        if own:
            show(name, split, own, len(own), [video["class"] for video in own.values()],
                 durations=[video["duration"] for video in own.values()])


def charades_ego(name, root):
    phrases = [line.split(" ", 1)[1] for line in lines(os.path.join(root, "Charades_v1_classes.txt"))]
    for path in sorted(glob.glob(os.path.join(glob.escape(root), "CharadesEgo_v?_*.csv")), key=lambda path: ("test" in path, len(path))):
        found = rows(path)
        lengths = {row["id"]: float(row["length"]) for row in found if row["length"]}
        show(name, re.match(r"CharadesEgo_v\d_(.*)\.csv", os.path.basename(path)).group(1), [row["id"] for row in found], len(found),
             [action.split()[0] for row in found for action in row["actions"].split(";") if action], captions=len(phrases),
             durations=list(lengths.values()), words=[len(phrase.split()) for phrase in phrases])


def how2qa(name, root):
    for split in ("train", "val", "test_public"):
        path = os.path.join(root, f"how2QA_{split}_release.csv")
        if os.path.exists(path):
            with open(path, encoding="utf-8-sig", newline="") as file:
                found = [row for row in csv.reader(file) if row]
            spans = [[float(time) for time in row[1].strip("[]").split(":")] for row in found]
            show(name, split, [row[0] for row in found], len(found), [row[6].strip() for row in found], captions=len(found),
                 durations=[span[1] - span[0] for span in spans], words=[len(row[5].split()) for row in found])


def imagenet(name, root):
    """Without pictures the split is empty, and its classes are those that are listed."""
    pictures = glob.glob(os.path.join(glob.escape(root), "val", "n*", "*.JPEG"))
    classes = [os.path.basename(os.path.dirname(picture)) for picture in pictures]
    show(name, "val", pictures, len(pictures), classes or [line.split()[0] for line in lines(os.path.join(root, "LOC_synset_mapping.txt"))])


if __name__ == "__main__":
    counters = {"msrvtt": msrvtt, "msrvtt-qa": questions, "msvd-qa": questions, "ucf101": ucf101, "hmdb51": hmdb51,
                "activitynet-v1.3": activitynet, "thumos14": thumos14, "internvid": internvid, "activitynet-captions": activitynet_captions,
                "lsmdc": lsmdc, "lvu-relationship": lvu, "lvu-way-speaking": lvu, "lvu-scene": lvu, "coin": coin,
                "charades-ego": charades_ego, "how2qa": how2qa, "imagenet": imagenet}
    counters[sys.argv[1]](sys.argv[1], sys.argv[2])
