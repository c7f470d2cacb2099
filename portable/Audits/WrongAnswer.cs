using Keelson.Findings;
using Keelson.Uefi;

namespace Keelson.Audits;

/// <summary>The first answer of a service that was wrong, and told.</summary>
/// <param name="id">As what.</param>
/// <param name="status">What the service returned with it.</param>
public readonly struct WrongAnswer(FindingId id, EfiStatus status)
{
    public FindingId Id { get; } = id;
    public EfiStatus Status { get; } = status;

    /// <summary>
    /// A service that gives the same status where another one was due has one fault and not as many as it is asked
    /// questions: firmware that always times out, or does nothing and calls that success.
    /// </summary>
    public bool Explains(EfiStatus status) => Id != FindingId.None && Status == status;
}
