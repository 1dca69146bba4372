namespace Gexia.Data.Image.Formats;

/// <summary>Tags of a TIFF directory that pixels depend on.</summary>
internal static class TiffTag
{
    public const int Width = 256, Height = 257, Bits = 258, Compression = 259, Photometric = 262, FillOrder = 266, Offsets = 273,
        Orientation = 274, Samples = 277, RowsAStrip = 278, Counts = 279, Planes = 284, T4 = 292, T6 = 293, Predictor = 317, Colors = 320,
        TileWidth = 322, Extra = 338, SampleFormat = 339, JpegTables = 347, Coefficients = 529, Subsampling = 530, Reference = 532;
}
