using Keelson.Uefi;

namespace Keelson.Audits;

/// <summary>What QueryVariableInfo says of the store; nothing where it gave no answer.</summary>
public readonly struct StoreRoom(EfiStatus status, ulong remainingBytes, ulong largestBytes)
{
    /// <summary>What a test of ours takes of what is free is a small part.</summary>
    private const ulong Parts = 4;

    /// <summary>With what a store needs for itself, as to reclaim.</summary>
    private const ulong LeastBytes = 1024;

    private readonly bool _isKnown = status == EfiStatus.Success;

    /// <summary>By its own word it has no room for any variable.</summary>
    public bool IsFull => _isKnown && remainingBytes < LeastBytes;

    public ulong RemainingBytes => remainingBytes;

    /// <summary>Whether a variable of this size may be written and deleted, and leaves most of what is free.</summary>
    public bool Has(ulong sizeBytes) => !_isKnown || sizeBytes <= largestBytes && sizeBytes <= remainingBytes / Parts;
}
