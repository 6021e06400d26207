import type { Metadata } from "next";
import { requireUser } from "#lib/auth/gates";
import { SignOutButton } from "@/components/auth/sign-out-button";
import { Card } from "@/components/ui/card";
import { Section } from "@/components/ui/section";
import { ProfileForm } from "./profile-form";
import { AccountSection } from "./sections";

export const metadata: Metadata = { title: "Profile" };

export default async function ProfilePage() {
  const { name, email } = await requireUser();
  return (
    <AccountSection current="/account" title="Profile" lead="How others see you, wherever you are a member.">
      <Card padded>
        <ProfileForm name={name ?? ""} email={email} />
      </Card>
      <Section id="sign-out" title="Sign out">
        <p className="max-w-measure text-ink-2">Ends the session of this browser only.</p>
        <SignOutButton />
      </Section>
    </AccountSection>
  );
}
