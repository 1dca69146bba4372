using System.Text;
using Gexia.Data.Datasets;
using Gexia.Data.Datasets.Splits;

namespace Gexia.Tests.Fuzzing;

/// <summary>The readers of data sets with splits, each form of their files.</summary>
internal static class AnnotationTargets
{
    private const string Segments = """
        "annotations":[{"segment":["10.4",13],"label":"Diving"},{"segment":[1,1],"label":"YoYo"}]
        """;

    private static readonly string[] words =
    [
        "{", "}", "[", "]", ":", ",", "\"", "null", "-1", "1e999", "NaN", "\\ud800", "99999999999999999999", "\r\n", "\t", "\uFEFF", "\0",
        "/", "..", ".avi", " 1", " 0 ", "Ambiguous", "train", "\"video_id\"", "\"segment\"", "\"label\"", "subset", "video", "é"
    ];

    /// <summary>The forms: the data set, the file that is changed, what it holds, and the files beside it.</summary>
    private static readonly (string Set, string File, string Content, (string Name, string Content)[] Beside)[] forms =
    [
        ("msrvtt-qa", "val_qa.json", """[{"answer":"a","id":0,"question":"who is it?","video_id":6513}]""", []),
        ("msvd-qa", "test.csv", "video,question,answer,qid,type\n1,\"who, or what\",a,9,18\n", []),
        ("msvd-qa", "youtube_mapping.txt", "-a_b_1_5 vid1\nc_2_3 vid2\n", [("val.csv", "video,question,answer\n1,who,a\n")]),
        ("ucf101", "classInd.txt", "1 Archery\r\n2 YoYo\r\n", [("testlist01.txt", "Archery/v_a.avi\n")]),
        ("ucf101", "trainlist01.txt", "Archery/v_a.avi 1\r\nYoYo/v_b.avi 2\r\n", [("classInd.txt", "1 Archery\n2 YoYo\n")]),
        ("hmdb51", "wave_test_split1.txt", "[a]!(b)_0.avi 1 \nc.avi 2 \nd.avi 0 \n", []),
        ("activitynet-v1.3", "activity_net.v1-3.min.json",
            "{\"database\":{\"a\":{\"duration\":20.5,\"subset\":\"training\"," + Segments + "}}}", []),
        ("activitynet-v1.3", "anet_anno_action.json", "{\"v_a\":{\"duration_second\":20.5," + Segments + "}}",
            [("video_info_new.csv", "video,seconds,subset\nv_a,20,training\n"), ("action_name.csv", "action\nDiving\n")]),
        ("activitynet-v1.3", "video_info_new.csv", "video,seconds,subset\nv_a,20,training\n",
            [("anet_anno_action.json", "{\"v_a\":{" + Segments + "}}")]),
        ("thumos14", "val_Annotation.csv", "video,type,type_idx,start,end\nv1,Diving,7,0.5,2\nv1,Ambiguous,0,3,4\n", []),
        ("thumos14", "thumos_gt.json", "{\"database\":{\"v\":{\"subset\":\"test\"," + Segments + "}}}", []),
        ("msrvtt", "MSRVTT_data.json",
            """{"videos":[{"video_id":"v1","start time":1,"end time":2.5}],"sentences":[{"caption":"a","video_id":"v1"}]}""",
            [("MSRVTT_train.9k.csv", "video_id\nv1\n")]),
        ("internvid", "InternVid-10M-flt.jsonl",
            """{"YoutubeID":"a","Start_timestamp":"00:00:01.5","End_timestamp":"00:00:02","Caption":"é","UMT_Score":null}""", []),
        ("activitynet-captions", "val_1.json", """{"v_a":{"duration":20,"timestamps":[[0,1.5],[3,3]],"sentences":["a "," b"]}}""",
            [("val_ids.json", """["v_a","v_b"]""")]),
        ("activitynet-captions", "val_ids.json", """["v_a","v_b"]""", [("val_2.json", """{"v_a":{"sentences":["a "]}}""")]),
        ("lsmdc", "LSMDC16_annos_val.csv", "1_A_b\t01.02.03.004\t01.02.04.004\t01.02.03.004\t01.02.05.004\tSOMEONE \"sits.\n", []),
        ("lvu-scene", "lvu_durations.csv", "videoid,duration\n-a,20\n",
            [("scene/train.csv", "class_id class_name youtube_id imdb_id\n0 office -a tt1\n")]),
        ("lvu-scene", "scene/test.csv", "class_id class_name youtube_id imdb_id\n0 office -a tt1\n2 school _b tt2\n", []),
        ("coin", "COIN.json",
            """{"database":{"a":{"duration":20.5,"class":"A","subset":"training","recipe_type":"1","annotation":[]}}}""", []),
        ("coin", "taxonomy_target_action_mapping.csv", "Target Id,Target Label,Action Id,Action Label\n0,A,1,a\n",
            [("COIN.json", """{"database":{"a":{"class":"B","subset":"validation","recipe_type":1}}}""")]),
        ("charades-ego", "CharadesEgo_v1_test.csv", "id,actions,length\r\na,c001 1 2.5;c000 0 9,20\r\nb,,\r\n",
            [("Charades_v1_classes.txt", "c000 a\nc001 b\n")]),
        ("charades-ego", "Charades_v1_classes.txt", "c000 a b\r\nc001 b\r\n", [("CharadesEgo_v1_train.csv", "id,actions\na,c001 1 2\n")]),
        ("how2qa", "how2QA_val_release.csv", "a,[7.2:18.0],1,\"2, 3\",4,who?,5\r\n", []),
        ("how2qa", "val.jsonl", """{"clip_id":"a","span":[1,2.5],"text_q":"q","text_a":["x","y"],"answer_idx":1}""", []),
        ("imagenet", "LOC_synset_mapping.txt", "n00000001 a, b\nn00000002 c\n", [("val.txt", "x.JPEG 1\n")]),
        ("imagenet", "val.txt", "x.JPEG 1\ny.JPEG n00000001\n", [("LOC_synset_mapping.txt", "n00000001 a, b\nn00000002 c\n")]),
        ("imagenet", "LOC_val_solution.csv", "ImageId,PredictionString\nx,n00000001 1 2 3 4\n", [("imagenet_synsets.txt", "n00000001\n")]),
    ];

    /// <summary>The forms by number, with a name that says which it is.</summary>
    public static TheoryData<int, string> All()
    {
        var all = new TheoryData<int, string>();
        foreach (var (number, form) in forms.Index()) all.Add(number, $"{form.Set} {form.File}");
        return all;
    }

    /// <summary>A form, all of whose splits are counted.</summary>
    public static FuzzTarget Of(int number, string folder)
    {
        var (set, file, content, beside) = forms[number];
        Directory.CreateDirectory(folder);
        foreach (var (name, text) in beside.Append((file, content)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
            File.WriteAllText(Path.Combine(folder, name), text);
        }
        var source = AnnotationSources.Named<ISplitSource>(set);
        return new FuzzTarget(
            $"{set} {file}", [Encoding.UTF8.GetBytes(content)], words,
            bytes =>
            {
                File.WriteAllBytes(Path.Combine(folder, file), bytes);
                foreach (var split in source.Splits(folder)) _ = SplitSummary.Of(source, folder, split, null, default);
            },
            error => error is GexiaException && error.Message.StartsWith(folder, StringComparison.Ordinal) && !error.Message.Contains('\n'),
            32 << 20, 250);
    }
}
