namespace Gexia.Tests.Architecture;

public class ImageSharpTests
{
    private static readonly string[] Adapter =
        ["Data/Image/Formats/BoundedAllocator.cs", "Data/Image/Formats/ImageSharpDecoder.cs", "Data/Image/Formats/ImageSharpEncoder.cs"];

    [Fact]
    public void Only_its_adapter_names_ImageSharps_types() =>
        Assert.Equal(
            Adapter,
            SourceTree.HandWritten().Where(path =>
                !path.StartsWith("Tests/Architecture/", StringComparison.Ordinal)
                && SourceTree.Read(path).Contains("SixLabors", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [Fact]
    public void Only_Data_references_it() =>
        Assert.Equal(
            ["Data/Gexia.Data.csproj"],
            SourceTree.Projects().Where(path => SourceTree.Read(path).Contains("SixLabors", StringComparison.Ordinal)));

    [Fact]
    public void No_public_member_shows_it()
    {
        var shown = typeof(Gexia.Data.Image.Picture).Assembly.GetExportedTypes()
            .SelectMany(type => type.GetMembers().Select(member => member.ToString()!).Append(type.BaseType?.FullName ?? ""))
            .Where(text => text.Contains("SixLabors", StringComparison.Ordinal));
        Assert.Empty(shown);
    }
}
