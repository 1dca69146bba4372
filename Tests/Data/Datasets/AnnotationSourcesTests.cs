using Gexia.Data.Datasets;

namespace Gexia.Tests.Data.Datasets;

/// <summary>The table of data sets.</summary>
public class AnnotationSourcesTests
{
    [Fact]
    public void Every_row_is_found_by_its_name_and_says_what_its_files_hold()
    {
        var names = AnnotationSources.Names<IAnnotationSource>();
        Assert.Equal(names.Distinct(), names);
        foreach (var name in names)
        {
            Assert.Matches("^[a-z0-9]+([-.][a-z0-9]+)*$", name);
            var source = AnnotationSources.Named<IAnnotationSource>(name);
            Assert.Equal(name, source.Name);
            Assert.EndsWith(".", source.Form);
        }
    }

    [Fact]
    public void The_first_source_of_pairs_is_the_own_form_and_the_default() =>
        Assert.Equal(("pairs", "pairs"), (PairFile.Sources[0], new PairFile("a").Source));

    [Fact]
    public void A_name_that_is_not_there_is_told_with_those_that_are() =>
        Assert.Contains(
            "'MSRVTT' of this kind; there is pairs, msrvtt",
            Assert.Throws<GexiaException>(() => PairReader.Read(new("a", Source: "MSRVTT"))).Message);

    [Fact]
    public void No_file_is_said_at_once_of_every_source_of_pairs()
    {
        foreach (var source in PairFile.Sources)
            Assert.Contains("nowhere", Assert.Throws<GexiaException>(() => { PairReader.Read(new("nowhere", Source: source)); }).Message);
    }
}
