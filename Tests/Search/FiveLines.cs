using Gexia.Embeddings;
using Gexia.Search;
using Gexia.Tests.Architecture;

namespace Gexia.Tests.Search;

/// <summary>The lines of docs/search.md, run as they stand there.</summary>
public class FiveLines
{
    [Fact]
    public void A_folder_is_searched()
    {
        using var folder = new SearchFolder();
        string[] args = [folder.File("tiny-clip"), folder.Videos];

        // docs/search.md, from here
        var model = EmbeddingModel.Open(args[0]);                                          // any CLIP, or a run of gexia train
        var index = VideoIndex.Open(model, args[1]);                                       // a folder of videos
        index.Update();                                                                    // embeds what is new or changed
        foreach (var moment in index.Find("a dog runs through snow").Moments)
            Console.WriteLine($"{moment.Score:0.0}  {moment.File} at {moment.Second:0.0} s");
        // to here
        Assert.Equal(4, index.Videos.Count);
    }

    [Fact]
    public void The_document_shows_the_code_that_ran()
    {
        var code = SourceTree.Read("Tests/Search/FiveLines.cs").Replace("\r", "");
        var from = code.IndexOf("from here\n", StringComparison.Ordinal) + "from here\n".Length;
        var shown = code[from..code.IndexOf("        // to here", StringComparison.Ordinal)];
        Assert.Contains(string.Concat(shown.Split('\n').Select(line => line.Length > 8 ? line[8..] + "\n" : "")), SourceTree.Read("docs/search.md").Replace("\r", ""));
    }
}
