namespace Keelson.Findings;

/// <summary>
/// What the documentation says of a finding. These are strings and not UTF-8: the booted images refer to none of them,
/// so the linker leaves them out.
/// </summary>
/// <param name="meaning">What the firmware did, and why that is wrong.</param>
/// <param name="signs">How it shows on a machine that runs an ordinary kernel.</param>
/// <param name="known">Public cases, or that none is known.</param>
/// <param name="action">What a firmware engineer does about it.</param>
public readonly partial struct FindingGuide(string meaning, string signs, string known, string action)
{
    public string Meaning { get; } = meaning;
    public string Signs { get; } = signs;
    public string Known { get; } = known;
    public string Action { get; } = action;

    private const string NoneKnown = "None is known in public.";

    public static FindingGuide Of(FindingId id) =>
        id switch
        {
            <= FindingId.NoRuntimeRegion => OfMap(id),
            >= FindingId.AttributesTableMalformed and <= FindingId.AttributesIncomplete => OfAttributes(id),
            >= FindingId.RegionTypeUndefined => OfHandover(id),
            >= FindingId.ServicesLost => OfVerdict(id),
            _ => OfServices(id),
        };
}
