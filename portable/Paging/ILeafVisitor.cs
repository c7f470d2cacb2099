namespace Keelson.Paging;

/// <summary>Receives the mappings of an address space, one block or page at a time, in ascending order.</summary>
public interface ILeafVisitor
{
    void Visit(Leaf leaf);
}
