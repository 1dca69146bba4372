namespace Gexia.Cpu;

/// <summary>The part of a product that one call computes: some rows of A, some panels of B.</summary>
internal struct GemmRange
{
    public long FirstRow, Rows;

    public long FirstPanel, Panels;
}
